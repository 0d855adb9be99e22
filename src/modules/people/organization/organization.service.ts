import { Inject, Injectable } from '@nestjs/common';
import { areSameSwitches } from '../../../domain/gate/organization-switches.js';
import type { OrgId } from '../../../domain/ids.js';
import { DEFAULT_RETENTION, type RetentionSettings } from '../../../domain/retention/retention-settings.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { QuotaReader } from '../quota/quota.reader.js';
import { QuotaWriter, type WantedLimits } from '../quota/quota.writer.js';
import {
  RETENTION_FIELDS,
  toGrantsDto,
  toSettingsDto,
  type UpdateOrganizationDto,
  type UpdateRetentionDto,
} from './dto/organization.dto.js';
import type { Organization, OrganizationWithQuotas } from './organization.js';
import { OrganizationReader } from './organization.reader.js';
import {
  OrganizationRepository,
  type OrganizationSettings,
  type OrganizationSummary,
  type SsoGrants,
} from './organization.repository.js';
import { OrganizationRetentionWriter } from './organization-retention.writer.js';
import { RepoRepository } from './repo.repository.js';

/** Organizations and their settings. */
@Injectable()
export class OrganizationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationRepository,
    private readonly reader: OrganizationReader,
    private readonly retention: OrganizationRetentionWriter,
    private readonly repos: RepoRepository,
    private readonly signIns: RecentSignInReader,
    private readonly quotas: QuotaReader,
    private readonly quotaWriter: QuotaWriter,
    private readonly audit: AuditLogWriter,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async listOrganizations(
    caller: Caller,
    page: { limit: number; afterId: OrgId | null },
  ): Promise<Page<OrganizationSummary>> {
    const rows = await this.tenant.run(caller.orgId, () =>
      this.organizations.listOrganizations(caller.orgId, { ...page, limit: page.limit + 1 }),
    );
    return toPage(rows, page.limit, (org) => [org.id]);
  }

  /** A new organization, without members. Its maker's own organization keeps the audit entry. */
  create(caller: Caller, wanted: { name: string; slug: string }): Promise<OrganizationSummary> {
    return this.tenant.run(caller.orgId, async () => {
      const made = await this.organizations.insert(caller.orgId, wanted);
      if (!made) throw new AppError('already_exists', 'Another organization has this slug, or had it.');
      await this.audit.record(caller, {
        action: 'organization.created',
        target: { type: 'organization', id: made.id },
        new: { name: made.name, slug: made.slug },
      });
      return made;
    });
  }

  getOrganization({ orgId }: Caller): Promise<OrganizationWithQuotas> {
    return this.tenant.run(orgId, () => this.readWithQuotas(orgId));
  }

  /**
   * Changes what `wanted` names. Shorter periods of retention are pending until their time.
   *
   * @throws AppError `forbidden` where a second factor is not to be required any more, but for a person with a recent sign-in
   */
  async update(caller: Caller, wanted: UpdateOrganizationDto): Promise<OrganizationWithQuotas> {
    const { orgId } = caller;
    const refusal = wanted.require_second_factor === false ? await this.signIns.findRefusal(caller) : null;
    const periods = toPeriods(wanted.retention);
    refuseBeyond(periods, this.config.retention);
    const unchanged = await this.tenant.run(orgId, () => this.reader.settings(orgId));
    const expiring = await this.retention.countAfter(caller, unchanged, periods);
    return this.tenant.run(orgId, async () => {
      await this.organizations.lock(orgId);
      const before = await this.retention.settle(orgId, this.tenant.now());
      if (before.requireSecondFactor && refusal) throw refusal;
      const retention = wanted.retention === undefined ? before : this.retention.change(before, periods, expiring);
      const settings = mergeSettings(before, wanted);
      const switchesRevision = before.switchesRevision + (areSameSwitches(before, settings) ? 0 : 1);
      const after = { ...before, ...retention, ...settings, switchesRevision };
      if (await this.recordUpdate(caller, before, after))
        await this.organizations.update(orgId, { ...settings, switchesRevision });
      if (wanted.retention !== undefined) await this.retention.store(orgId, before, retention);
      if (before.staleAfterDays !== settings.staleAfterDays) await this.repos.lookForScans(orgId);
      return { ...this.retention.shown(after), quotas: await this.quotas.listQuotas(orgId) };
    });
  }

  /** Ends what is pending of retention: the periods in force stay. */
  takeBackRetention(caller: Caller): Promise<OrganizationWithQuotas> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.organizations.lock(orgId);
      const before = await this.retention.settle(orgId, this.tenant.now());
      const after = { ...before, pendingRetention: null };
      if (await this.recordUpdate(caller, before, after)) await this.retention.store(orgId, before, after);
      return this.readWithQuotas(orgId);
    });
  }

  /**
   * Changes what only the staff of the service may change, of any organization; its audit log says so.
   *
   * @throws AppError `forbidden` where domains or groups change, but for a person with a recent sign-in
   */
  async administer(
    caller: Caller,
    orgId: OrgId,
    { limits, grants }: { limits: WantedLimits; grants: Partial<SsoGrants> },
  ): Promise<OrganizationWithQuotas> {
    const refusal = await this.signIns.findRefusal(caller);
    return this.tenant.run(orgId, async () => {
      await this.organizations.lock(orgId);
      const { verifiedDomains, ssoGroups } = await this.reader.settings(orgId);
      const before = { verifiedDomains, ssoGroups };
      const after = { ...before, ...grants };
      const what = { action: 'organization.updated', target: { type: 'organization', id: orgId } };
      if (await this.audit.recordChange({ ...caller, orgId }, what, toGrantsDto(before), toGrantsDto(after))) {
        if (refusal) throw refusal;
        await this.organizations.grant(orgId, after);
      }
      await this.quotaWriter.setLimits({ ...caller, orgId }, limits);
      return this.readWithQuotas(orgId);
    });
  }

  private async readWithQuotas(orgId: OrgId): Promise<OrganizationWithQuotas> {
    const [organization, quotas] = await Promise.all([this.retention.inForce(orgId), this.quotas.listQuotas(orgId)]);
    return { ...organization, quotas };
  }

  private recordUpdate(caller: Caller, before: Organization, after: Organization): Promise<boolean> {
    const what = { action: 'organization.updated', target: { type: 'organization', id: caller.orgId } };
    const [old, now] = [before, after].map((each) => toSettingsDto(this.retention.shown(each))) as [
      ReturnType<typeof toSettingsDto>,
      ReturnType<typeof toSettingsDto>,
    ];
    return this.audit.recordChange(caller, what, old, now);
  }
}

function mergeSettings(before: Organization, wanted: UpdateOrganizationDto): OrganizationSettings {
  const settings: OrganizationSettings = {
    name: wanted.name ?? before.name,
    waiverMaxDays: wanted.waiver_max_days === undefined ? before.waiverMaxDays : wanted.waiver_max_days,
    maxKeyDays: wanted.max_key_days === undefined ? before.maxKeyDays : wanted.max_key_days,
    requireSecondFactor: wanted.require_second_factor ?? before.requireSecondFactor,
    coverageGapMediumPct: wanted.coverage_gap_medium_pct ?? before.coverageGapMediumPct,
    coverageGapHighPct: wanted.coverage_gap_high_pct ?? before.coverageGapHighPct,
    classificationOverrides:
      wanted.classification_overrides?.map(({ type, severity, ...which }) => ({
        ...which,
        ...(type != null && { type }),
        ...(severity != null && { severity }),
      })) ?? before.classificationOverrides,
    repoPolicy: wanted.repo_policy ?? before.repoPolicy,
    untestedFiles: wanted.untested_files ?? before.untestedFiles,
    tolerateInherited: wanted.tolerate_inherited ?? before.tolerateInherited,
    onToolFailure: wanted.on_tool_failure ?? before.onToolFailure,
    onMissingTool: wanted.on_missing_tool ?? before.onMissingTool,
    reevaluateOnChange: wanted.reevaluate_on_change ?? before.reevaluateOnChange,
    staleAfterDays: wanted.stale_after_days ?? before.staleAfterDays,
  };
  if (settings.coverageGapHighPct > settings.coverageGapMediumPct)
    throw new ValidationFailed([
      { field: 'coverage_gap_high_pct', message: 'must not be above coverage_gap_medium_pct' },
    ]);
  return settings;
}

/** The periods that a request names; null stands for the default. */
const toPeriods = (wanted: UpdateRetentionDto | null | undefined): Partial<RetentionSettings> =>
  Object.fromEntries(
    Object.entries(RETENTION_FIELDS).flatMap(([field, key]) => {
      const value = wanted === null ? null : wanted?.[field as keyof typeof RETENTION_FIELDS];
      return value === undefined ? [] : [[key, value ?? DEFAULT_RETENTION[key]]];
    }),
  );

function refuseBeyond(periods: Partial<RetentionSettings>, limits: RetentionSettings): void {
  const errors = Object.entries(RETENTION_FIELDS)
    .filter(([, key]) => (periods[key] ?? 0) > limits[key])
    .map(([field, key]) => ({
      field: `retention.${field}`,
      message: `must not be above ${limits[key]}, the limit of this service`,
    }));
  if (errors.length > 0) throw new ValidationFailed(errors);
}
