import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { Evaluation } from './evaluation.js';
import { RecomputeWriter } from './recompute.writer.js';

/** Judging a completed scan again, and storing that. */
@Injectable()
export class RecomputeService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly writer: RecomputeWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /** The scan's next evaluation, under the policy, waivers and marks in force now. */
  recompute(caller: Caller, scanId: ScanId): Promise<Evaluation> {
    return this.tenant.run(caller.orgId, async () =>
      this.writer.judgeAgain(await this.scans.lockDetailed(caller, scanId), {
        trigger: 'recomputed',
        by: describeActor(caller),
        record: (action) => this.audit.record(caller, action),
      }),
    );
  }
}
