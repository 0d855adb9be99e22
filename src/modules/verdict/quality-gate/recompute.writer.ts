import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { Clock } from '../../../platform/time/clock.js';
import type { AuditedAction } from '../../record/audit/audit-log.writer.js';
import { FinalFindingsWriter } from '../findings/final-findings.writer.js';
import { BaseChoiceReader } from '../scan/base-choice.reader.js';
import type { ReevaluationTrigger } from '../scan/reevaluation.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { Evaluation, EvaluationTrigger } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { type CountedEvaluation, EvaluationWriter } from './evaluation.writer.js';

/** Requester of another evaluation. */
export interface RecomputeRequest {
  readonly trigger: Extract<EvaluationTrigger, 'recomputed' | 'rerequested'>;
  /** `describeActor` of the caller, or `service`. */
  readonly by: string;
  /** Adds the entry of the audit log. */
  readonly record: (action: AuditedAction) => Promise<void>;
}

/** Judges completed scans again that the open tenant transaction has locked. */
@Injectable()
export class RecomputeWriter {
  constructor(
    private readonly scans: ScanWriter,
    private readonly writer: EvaluationWriter,
    private readonly evaluations: EvaluationRepository,
    private readonly bases: BaseChoiceReader,
    private readonly findings: FinalFindingsWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the next evaluation of a scan, under the policy, waivers and marks in force now.
   *
   * @throws AppError scan_pending
   */
  async judgeAgain(scan: Scan, { trigger, by, record }: RecomputeRequest): Promise<Evaluation> {
    if (scan.state === 'pending')
      throw new AppError('scan_pending', 'The scan is not complete yet, so there is nothing to judge again.');
    const previous = await this.evaluations.findEvaluation(scan.orgId, scan.id, scan.evaluation);
    const based = await this.withBaseOfNow(scan);
    const counted = await this.writer.judge(based, { trigger, by, at: this.clock.now() });
    const next = counted.evaluation;
    await together([
      this.save(based, counted),
      record({
        action: 'evaluation.recomputed',
        target: { type: 'scan', id: scan.id },
        repoId: scan.repoId,
        old: previous && toAudited(previous),
        new: toAudited(next),
      }),
    ]);
    return next;
  }

  /** As `judgeAgain`, of a completed scan, after a change that the audit log has already. */
  async judgeAfter(
    scan: Scan,
    { trigger, requestedBy }: { readonly trigger: ReevaluationTrigger; readonly requestedBy: string },
  ): Promise<void> {
    const based = await this.withBaseOfNow(scan);
    await this.save(based, await this.writer.judge(based, { trigger, by: requestedBy, at: this.clock.now() }));
  }

  /** Its target or what is below it has changed: findings are compared with another base. */
  private async withBaseOfNow(scan: Scan): Promise<Scan> {
    if (scan.baseOutdatedBy === null) return scan;
    const based = { ...scan, base: await this.bases.choose(scan), baseOutdatedBy: null };
    const compared = { ...based, ...(await this.findings.compareAgain(based)) };
    await this.scans.saveBase(compared);
    return compared;
  }

  private async save(scan: Scan, counted: CountedEvaluation): Promise<void> {
    const { evaluation: next, counters, summary } = counted;
    await together([
      this.writer.store(scan, counted),
      this.scans.saveEvaluation(scan, { counters, evaluation: next.number, gateStatus: next.status, summary }),
    ]);
  }
}

const toAudited = ({ number, verdict }: Evaluation) => ({
  evaluation: number,
  status: verdict.status,
  policy_version: verdict.policy_version,
});
