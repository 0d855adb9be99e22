import { Injectable } from '@nestjs/common';
import { areSameSwitches } from '../../../domain/gate/organization-switches.js';
import { DEFAULT_RETENTION, type RetentionSettings } from '../../../domain/retention/retention-settings.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { RETENTION_FIELDS, type UpdateOrganizationDto, type UpdateRetentionDto } from './dto/organization.dto.js';
import type { Organization, OrganizationWithQuotas } from './organization.js';
import { OrganizationRepository, type OrganizationSettings } from './organization.repository.js';
import { OrganizationChanges } from './organization-changes.js';
import { OrganizationRetentionWriter } from './organization-retention.writer.js';
import { OrganizationView } from './organization-view.js';

/** The settings of an organization. */
@Injectable()
export class OrganizationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationRepository,
    private readonly retention: OrganizationRetentionWriter,
    private readonly changes: OrganizationChanges,
    private readonly signIns: RecentSignInReader,
    private readonly view: OrganizationView,
  ) {}

  getOrganization({ orgId }: Caller): Promise<OrganizationWithQuotas> {
    return this.tenant.run(orgId, () => this.view.read(orgId));
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
    refuseBeyond(periods, this.retention.limits);
    const expiring = await this.retention.countAfter(caller, periods);
    return this.tenant.run(orgId, async () => {
      await this.organizations.lock(orgId);
      const before = await this.retention.settle(orgId, this.tenant.now());
      if (before.requireSecondFactor && refusal) throw refusal;
      const retention = wanted.retention === undefined ? before : this.retention.change(before, periods, expiring);
      const settings = mergeSettings(before, wanted);
      const switchesRevision = before.switchesRevision + (areSameSwitches(before, settings) ? 0 : 1);
      const after = { ...before, ...retention, ...settings, switchesRevision };
      await this.changes.store(caller, before, after, { ...settings, switchesRevision });
      if (wanted.retention !== undefined) await this.retention.store(orgId, before, retention);
      return this.view.read(orgId);
    });
  }

  /** Ends what is pending of retention: the periods in force stay. */
  takeBackRetention(caller: Caller): Promise<OrganizationWithQuotas> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.organizations.lock(orgId);
      const before = await this.retention.settle(orgId, this.tenant.now());
      const after = { ...before, pendingRetention: null };
      if (await this.changes.recordUpdate(caller, before, after)) await this.retention.store(orgId, before, after);
      return this.view.read(orgId);
    });
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
