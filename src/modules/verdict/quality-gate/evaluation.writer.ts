import { Inject, Injectable } from '@nestjs/common';
import { type ActionPlan, afterFailure } from '../../../domain/gate/actions/plan-actions.js';
import { judgeFailedScan, type Judgement, judgeScan } from '../../../domain/gate/judge-scan.js';
import { type ScanSummary, summarizeScan } from '../../../domain/gate/scan-summary.js';
import { toSimulationFacts } from '../../../domain/gate/simulation-facts.js';
import type { WaiverId } from '../../../domain/ids.js';
import type { ScanCounters } from '../../../domain/ratings/scan-counters.js';
import type { ReportedLine } from '../../../domain/reporting/scan-events.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { together } from '../../../platform/database/together.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { ForgeReportWriter } from '../../record/forge-report/forge-report.writer.js';
import { ChainWriter } from '../chain/chain.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanMetricsWriter } from '../scan/scan-metrics.writer.js';
import { WaiverUseWriter } from '../waiver/waiver-use.writer.js';
import { ActionPlanReader } from './action-plan.reader.js';
import type { Evaluation, EvaluationTrigger } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { PolicyFileReader } from './policy-file.reader.js';
import { type PreviousScan, PreviousScanReadModel } from './previous-scan.read-model.js';
import { ReportedLineReadModel } from './reported-line.read-model.js';
import { toGateEvents } from './to-gate-events.js';
import { toVerdict } from './to-verdict.js';

/** Requester and time of an evaluation; `at` is the one instant as of which it is judged. */
interface EvaluationRequest {
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
    private readonly policyFiles: PolicyFileReader,
    private readonly plans: ActionPlanReader,
    private readonly evaluations: EvaluationRepository,
    private readonly chains: ChainWriter,
    private readonly previous: PreviousScanReadModel,
    private readonly waiverUses: WaiverUseWriter,
    private readonly lines: ReportedLineReadModel,
    private readonly events: EventWriter,
    private readonly forgeReports: ForgeReportWriter,
    private readonly metrics: ScanMetricsWriter,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
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
    const summary = summarizeScan(evaluation.verdict, now, previous?.measures ?? null);
    return { evaluation, counters, summary, previous, line };
  }

  /** Stores an evaluation with its events, for forges to show. */
  async store(scan: Scan, { evaluation, line }: Pick<CountedEvaluation, 'evaluation' | 'line'>): Promise<void> {
    this.metrics.countVerdict(scan, evaluation.status, evaluation.trigger === 'completed');
    const credited = evaluation.verdict.waived_violations.map(({ waiver_id }) => waiver_id as WaiverId);
    await together([
      this.evaluations.insert(scan.orgId, scan.id, evaluation),
      this.chains.recordVerdict(toSealed(scan, evaluation)),
      this.waiverUses.recordUses(scan, credited, evaluation.evaluatedAt),
      this.events.record(scan.orgId, toGateEvents(scan, evaluation, line, this.config.server.publicUrl)),
      this.forgeReports.wantVerdict(scan, line.repo, evaluation.number, evaluation.evaluatedAt),
    ]);
  }

  /** Stores that the scan's scanner gave up, for the reason that the scan is given with: its gate fails. */
  async recordFailure(scan: Scan, request: EvaluationRequest): Promise<Evaluation> {
    const [line, configuration] = await together([
      this.lines.readLine(scan),
      this.inputs.readConfiguration(scan.orgId, scan.repoId),
    ]);
    const policyFile = await this.policyFiles.readFile(scan);
    const judgement = judgeFailedScan(scan, { ...configuration, policyFile });
    const evaluation = nextEvaluation(scan, judgement, afterFailure(judgement), { ...request, trigger: 'scan_failed' });
    await this.store(scan, { evaluation, line });
    return evaluation;
  }
}

const toSealed = (scan: Scan, evaluation: Evaluation) => ({
  ...{ orgId: scan.orgId, repoId: scan.repoId, scanId: scan.id, number: evaluation.number },
  ...{ commitSha: scan.commitSha, branch: scan.branch, prNumber: scan.prNumber },
  ...{ trigger: evaluation.trigger, status: evaluation.status, policyRevision: evaluation.policyRevision },
  ...{ policy: evaluation.policy, verdict: evaluation.verdict, ratings: evaluation.ratings, facts: evaluation.facts },
  ...{ evaluatedAt: evaluation.evaluatedAt.toISOString(), evaluatedBy: evaluation.evaluatedBy },
});

function nextEvaluation(
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
