import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { together } from '../../platform/database/together.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import type { ReevaluationTrigger } from '../scan/reevaluation.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { Evaluation } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { type CountedEvaluation, EvaluationWriter } from './evaluation.writer.js';

/** Judging a completed scan again, and storing that. */
@Injectable()
export class RecomputeService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly writer: EvaluationWriter,
    private readonly evaluations: EvaluationRepository,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** The scan's next evaluation, under the policy, waivers and marks in force now. */
  recompute(caller: Caller, scanId: ScanId): Promise<Evaluation> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.lockDetailed(caller, scanId);
      if (scan.state === 'pending')
        throw new AppError('scan_pending', 'The scan is not completed yet; there is nothing to judge again.');
      const previous = await this.evaluations.findEvaluation(caller.orgId, scanId, scan.evaluation);
      const counted = await this.writer.judge(scan, {
        trigger: 'recomputed',
        by: describeActor(caller),
        at: this.clock.now(),
      });
      const next = counted.evaluation;
      await together([
        this.save(scan, counted),
        this.audit.record(caller, {
          action: 'evaluation.recomputed',
          target: { type: 'scan', id: scanId },
          repoId: scan.repoId,
          old: previous && toAudited(previous),
          new: toAudited(next),
        }),
      ]);
      return next;
    });
  }

  /** As `recompute`, of a completed scan that the open transaction has locked, after a change that the audit log has already. */
  async recomputeAfter(
    scan: Scan,
    { trigger, requestedBy }: { readonly trigger: ReevaluationTrigger; readonly requestedBy: string },
  ): Promise<void> {
    await this.save(scan, await this.writer.judge(scan, { trigger, by: requestedBy, at: this.clock.now() }));
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
