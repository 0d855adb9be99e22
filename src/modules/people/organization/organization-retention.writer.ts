import { Inject, Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import {
  type ExpiringDetails,
  limitedRetention,
  nextEffect,
  requestRetention,
  type Retention,
  retentionAt,
  settingsAfter,
} from '../../../domain/retention/pending-retention.js';
import {
  checkEveryMs,
  isShortened,
  type RetentionSettings,
  withinLimits,
} from '../../../domain/retention/retention-settings.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { toRetentionDto } from './dto/organization.dto.js';
import type { Organization } from './organization.js';
import { OrganizationReader } from './organization.reader.js';
import { OrganizationRepository, type StoredRetention } from './organization.repository.js';

/** Counts details that would be deleted under other periods, outside of a transaction. */
export type CountExpiring = (caller: Caller, settings: RetentionSettings) => Promise<ExpiringDetails>;

const NONE: ExpiringDetails = { scans: 0, repositories: 0, oldest: null };

/** Periods of retention: those in force, and shorter ones that take effect later. */
@Injectable()
export class OrganizationRetentionWriter {
  private countExpiring: CountExpiring = () => Promise.resolve(NONE);

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationRepository,
    private readonly reader: OrganizationReader,
    private readonly audit: AuditLogWriter,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'retention' | 'retentionDelayMs'>,
  ) {}

  /** Longest periods of this service. */
  get limits(): RetentionSettings {
    return this.config.retention;
  }

  /** Has details counted by the feature that deletes them. */
  countBy(count: CountExpiring): void {
    this.countExpiring = count;
  }

  /** The organization with the periods that are in force now, and what is pending beside them. */
  shown<T extends StoredRetention>(organization: T): T {
    const now = retentionAt(retentionOf(organization), this.tenant.now());
    return {
      ...organization,
      ...toStored(limitedRetention(now, this.config.retention), organization.pendingRetention ?? NONE),
    };
  }

  /** As `shown`, inside the open tenant transaction. */
  async inForce(orgId: OrgId): Promise<Organization> {
    return this.shown(await this.reader.settings(orgId));
  }

  /** Details that are deleted once all that is pending after a request is in force. Runs outside of a transaction. */
  async countAfter(caller: Caller, wanted: Partial<RetentionSettings>): Promise<ExpiringDetails> {
    const before = await this.tenant.run(caller.orgId, () => this.reader.settings(caller.orgId));
    const after = limitedRetention(this.request(before, wanted), this.config.retention);
    return nextEffect(after.periods) === null ? NONE : this.countExpiring(caller, settingsAfter(after));
  }

  /** Periods to store after a request for some of them. */
  change(before: StoredRetention, wanted: Partial<RetentionSettings>, expiring: ExpiringDetails): StoredRetention {
    return toStored(this.request(before, wanted), expiring);
  }

  async store(orgId: OrgId, before: StoredRetention, after: StoredRetention): Promise<void> {
    await this.organizations.updateRetention(orgId, after);
    if (isShortened(this.shown(before), this.shown(after))) await this.organizations.advanceRetention(orgId, 0);
    await this.scheduleEffect(orgId, after);
  }

  /** Has details looked through again when the periods in force or pending ones demand it. */
  async scheduleNext(orgId: OrgId): Promise<void> {
    await this.organizations.scheduleRetention(orgId, checkEveryMs(await this.inForce(orgId)));
    await this.scheduleEffect(orgId, await this.reader.settings(orgId));
  }

  /** Stores that periods are in force which took effect by a time. Answers the organization after it. */
  async settle(orgId: OrgId, at: Date): Promise<Organization> {
    const before = await this.reader.settings(orgId);
    const settled = toStored(retentionAt(retentionOf(before), at), before.pendingRetention ?? NONE);
    if (Object.keys(periodsOf(before)).length === Object.keys(periodsOf(settled)).length) return before;
    await this.organizations.updateRetention(orgId, settled);
    const shown = (settings: RetentionSettings) => ({
      retention: toRetentionDto(withinLimits(settings, this.config.retention)),
    });
    await this.audit.recordOwn(orgId, {
      action: 'organization.updated',
      target: { type: 'organization', id: orgId },
      old: shown(before),
      new: shown(settled),
    });
    return { ...before, ...settled };
  }

  private request(before: StoredRetention, wanted: Partial<RetentionSettings>): Retention {
    const now = this.tenant.now();
    const { retention: limits, retentionDelayMs } = this.config;
    const effectiveAt = retentionDelayMs === 0 ? null : new Date(now.getTime() + retentionDelayMs);
    return requestRetention(retentionAt(retentionOf(before), now), wanted, { limits, effectiveAt });
  }

  private async scheduleEffect(orgId: OrgId, organization: StoredRetention): Promise<void> {
    const at = nextEffect(periodsOf(organization));
    if (at !== null)
      await this.organizations.advanceRetention(orgId, Math.max(0, at.getTime() - this.tenant.now().getTime()));
  }
}

const periodsOf = ({ pendingRetention }: StoredRetention) => pendingRetention?.periods ?? {};

const retentionOf = (organization: StoredRetention): Retention => {
  const { changeDetailsDays, branchScans, branchDailyDays } = organization;
  return { settings: { changeDetailsDays, branchScans, branchDailyDays }, periods: periodsOf(organization) };
};

const toStored = (
  { settings, periods }: Retention,
  { scans, repositories, oldest }: ExpiringDetails,
): StoredRetention => ({
  ...settings,
  pendingRetention: nextEffect(periods) === null ? null : { periods, scans, repositories, oldest },
});
