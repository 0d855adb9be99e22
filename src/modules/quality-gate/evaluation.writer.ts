import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { Evaluation, EvaluationTrigger } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { judgeFailedScan, judgeScan, type Judgement } from '../../domain/gate/judge-scan.js';
import { toVerdict } from './to-verdict.js';

/** Who asked for an evaluation and when; `at` is the one instant that it is judged at. */
interface EvaluationRequest {
  /** `describeActor` of the caller. */
  readonly by: string;
  readonly at: Date;
}

/**
 * Stores the evaluations of scans, inside the open tenant transaction and on a scan that the caller has locked
 * (`ScanWriter.lock`) and read after its last change: two evaluations of one scan come one after the other.
 */
@Injectable()
export class EvaluationWriter {
  constructor(
    private readonly inputs: GateInputsReader,
    private readonly evaluations: EvaluationRepository,
    private readonly scans: ScanWriter,
  ) {}

  /** Judges the scan by what is in force now and stores that as its next evaluation. */
  async evaluate(
    orgId: OrgId,
    scan: Scan,
    request: EvaluationRequest & { readonly trigger: Exclude<EvaluationTrigger, 'scan_failed'> },
  ): Promise<Evaluation> {
    const inputs = await this.inputs.read(orgId, scan, request.at);
    return this.store(orgId, scan, judgeScan(scan, inputs, request.at), request);
  }

  /** Stores that the scan's scanner gave up: its gate fails. */
  async recordFailure(
    orgId: OrgId,
    scan: Scan,
    request: EvaluationRequest & { readonly reason: 'scan_error' },
  ): Promise<Evaluation> {
    const judgement = judgeFailedScan(scan, await this.inputs.readConfiguration(orgId, scan.repoId));
    return this.store(orgId, scan, judgement, { ...request, trigger: 'scan_failed' });
  }

  private async store(
    orgId: OrgId,
    scan: Scan,
    judgement: Judgement,
    { trigger, by, at }: EvaluationRequest & { readonly trigger: EvaluationTrigger },
  ): Promise<Evaluation> {
    const number = scan.evaluation + 1;
    const evaluation: Evaluation = {
      number,
      trigger,
      status: judgement.status,
      policyRevision: judgement.policyRevision,
      policy: judgement.policy,
      verdict: toVerdict(scan, judgement, number, at),
      ratings: judgement.ratings,
      evaluatedAt: at,
      evaluatedBy: by,
    };
    await this.evaluations.insert(orgId, scan.id, evaluation);
    await this.scans.saveEvaluation(orgId, scan.id, number, judgement.status);
    return evaluation;
  }
}
