import { Injectable } from '@nestjs/common';
import type { ActionPlan } from '../../../domain/gate/actions/plan-actions.js';
import { type Judgement, judgeScan } from '../../../domain/gate/judge-scan.js';
import { type ScanSummary, summarizeScan } from '../../../domain/gate/scan-summary.js';
import { toSimulationFacts } from '../../../domain/gate/simulation-facts.js';
import type { ScanCounters } from '../../../domain/ratings/scan-counters.js';
import type { ReportedLine } from '../../../domain/reporting/scan-events.js';
import { together } from '../../../platform/database/together.js';
import type { Scan } from '../scan/scan.reader.js';
import { ActionPlanReader } from './action-plan.reader.js';
import type { Evaluation, EvaluationTrigger } from './evaluation.js';
import { EvaluationLedger } from './evaluation-ledger.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import type { PreviousScan } from './previous-scan.read-model.js';
import { PreviousScanReader } from './previous-scan.reader.js';
import { ReportedLineReadModel } from './reported-line.read-model.js';
import { toVerdict } from './to-verdict.js';
import { VerdictAnnouncer } from './verdict-announcer.js';

/** Requester and time of an evaluation; `at` is the one instant as of which it is judged. */
export interface EvaluationRequest {
  /** `describeActor` of the caller. */
  readonly by: string;
  readonly at: Date;
}

/** An evaluation, with the findings as they were counted for it. */
export interface CountedEvaluation {
  readonly evaluation: Evaluation;
  readonly counters: ScanCounters;
  readonly summary: ScanSummary;
  /** The completed scan before it, of the same branch or pull request. */
  readonly previous: PreviousScan | null;
  /** The branch or pull request as it was before. */
  readonly line: ReportedLine;
}

/**
 * Stores the evaluations of scans, inside the open tenant transaction and of a scan that the caller has locked
 * (`ScanWriter.lock`): two evaluations of one scan come one after the other. The caller stores on the scan which one is its
 * last.
 */
@Injectable()
export class EvaluationWriter {
  constructor(
    private readonly inputs: GateInputsReader,
    private readonly plans: ActionPlanReader,
    private readonly previous: PreviousScanReader,
    private readonly lines: ReportedLineReadModel,
    private readonly ledger: EvaluationLedger,
    private readonly announcer: VerdictAnnouncer,
  ) {}

  /** Judges the scan as it is given, by what is in force now: its next evaluation, which `store` stores. */
  async judge(
    scan: Scan,
    request: EvaluationRequest & { readonly trigger: Exclude<EvaluationTrigger, 'scan_failed'> },
  ): Promise<CountedEvaluation> {
    const [previous, line, inputs] = await together([
      this.previous.findPrevious(scan),
      this.lines.readLine(scan),
      this.inputs.readGateInputs(scan, request.at),
    ]);
    const judgement = judgeScan(scan, inputs, request.at);
    const plan = await this.plans.plan(scan, inputs, judgement, request.at);
    const evaluation = nextEvaluation(scan, judgement, plan, request);
    const { counters, hasFindingsReport } = inputs;
    const { linesTotal, linesCovered } = scan.coverage;
    const now = { ratings: evaluation.ratings, counters, hasFindingsReport, linesTotal, linesCovered };
    const summary = summarizeScan(evaluation.verdict, now, previous);
    return { evaluation, counters, summary, previous, line };
  }

  /** Stores an evaluation with its events, for forges to show. */
  async store(scan: Scan, { evaluation, line }: Pick<CountedEvaluation, 'evaluation' | 'line'>): Promise<void> {
    await together([this.ledger.record(scan, evaluation), this.announcer.announce(scan, evaluation, line)]);
  }
}

export function nextEvaluation(
  scan: Scan,
  judgement: Judgement,
  plan: ActionPlan,
  { trigger, by, at }: EvaluationRequest & { readonly trigger: EvaluationTrigger },
): Evaluation {
  const number = scan.evaluation + 1;
  return {
    number,
    trigger,
    status: judgement.status,
    policyRevision: judgement.policyRevision,
    policy: judgement.policy,
    verdict: toVerdict(scan, judgement, plan, number, at),
    ratings: judgement.ratings,
    facts: judgement.facts && toSimulationFacts(judgement.facts, judgement.fileRules),
    evaluatedAt: at,
    evaluatedBy: by,
  };
}
