import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { ConfinedTokenWriter } from '../../people/auth/confined-token.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ScanWriter } from '../scan/scan.writer.js';

const UPLOAD_TOKEN_SECONDS = 60 * 60;

/** Tokens for jobs that run the code of others: each feeds one pending scan. */
@Injectable()
export class UploadTokenService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly writer: ConfinedTokenWriter,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError scan_completed or scan_failed for a scan that is not pending */
  create(caller: Caller, scanId: ScanId): Promise<{ token: string; expiresAt: Date }> {
    return this.tenant.run(caller.orgId, async () => {
      const { repoId } = await this.scans.lockPending(caller, scanId);
      const expiresAt = new Date(this.clock.now().getTime() + UPLOAD_TOKEN_SECONDS * 1000);
      const target = { type: 'scan', id: scanId };
      await this.audit.record(caller, {
        action: 'upload_token.created',
        target,
        repoId,
        new: { expires_at: expiresAt },
      });
      return { token: await this.writer.issueUploadToken(caller, scanId, UPLOAD_TOKEN_SECONDS), expiresAt };
    });
  }
}
