import { Inject, Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { type Quota, QUOTAS } from '../../../domain/quota.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { QuotaReader, type SetLimits } from './quota.reader.js';
import { QuotaRepository } from './quota.repository.js';
import { QuotaExceeded } from './quota-exceeded.js';

/** Limits to set; null returns to the default. */
export type WantedLimits = Partial<SetLimits>;

/** Additions of the same size that may be under way at once; where these would fit as well, nothing is locked. */
const UNDER_WAY = 100;

/** Sets quotas, and refuses what is over them, within the open tenant transaction. */
@Injectable()
export class QuotaWriter {
  constructor(
    private readonly repository: QuotaRepository,
    private readonly reader: QuotaReader,
    private readonly audit: AuditLogWriter,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'quotas'>,
  ) {}

  /** Sets limits of the caller's organization; those that `wanted` leaves out stay. */
  async setLimits(caller: Caller, wanted: WantedLimits): Promise<void> {
    const { orgId } = caller;
    await this.repository.lock(orgId);
    const before = await this.reader.findSetLimits(orgId);
    const after = { ...before, ...wanted };
    const what = { action: 'quotas.updated', target: { type: 'organization', id: orgId } };
    if (!(await this.audit.recordChange(caller, what, before, after))) return;
    for (const quota of QUOTAS)
      if (after[quota] === null) await this.repository.removeLimit(orgId, quota);
      else await this.repository.saveLimit(orgId, { quota, limit: after[quota] });
  }

  /**
   * Refuses what the transaction has added where the organization has more of it now than its quota allows. Others that
   * add to it wait until the transaction ends, so that two at once do not share the last place.
   *
   * @throws QuotaExceeded, with which the addition is rolled back
   */
  async enforce(orgId: OrgId, quota: Quota): Promise<void> {
    await this.repository.lock(orgId);
    const [limits, used] = await Promise.all([this.reader.readLimits(orgId), this.reader.countUsed(orgId, quota)]);
    if (used > limits[quota]) throw new QuotaExceeded(quota, limits[quota]);
  }

  /** Counts a scan of the day. @throws QuotaExceeded */
  async claimScan(orgId: OrgId): Promise<void> {
    await this.claim(orgId, 'scans_per_day', 1);
  }

  /** Counts bytes that an upload has stored, less those that it replaced. @throws QuotaExceeded unless it stored fewer */
  async claimStoredBytes(orgId: OrgId, bytes: number): Promise<void> {
    if (bytes > 0) await this.claim(orgId, 'stored_bytes', bytes);
    else await this.addStoredBytes(orgId, bytes);
  }

  /** Counts bytes that were stored, or deleted where negative. Refuses nothing: for what follows from an accepted upload. */
  async addStoredBytes(orgId: OrgId, bytes: number): Promise<void> {
    if (bytes !== 0) await this.repository.add(orgId, this.reader.counted('stored_bytes'), bytes);
  }

  /** Far below the limit this is one statement, and nobody waits. */
  private async claim(orgId: OrgId, quota: 'scans_per_day' | 'stored_bytes', amount: number): Promise<void> {
    const { limit, used } = await this.repository.add(orgId, this.reader.counted(quota), amount);
    if (used + UNDER_WAY * amount > (limit ?? this.config.quotas[quota])) await this.enforce(orgId, quota);
  }
}
