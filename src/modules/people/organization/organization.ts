import type { ClassificationOverrides } from '../../../domain/findings/classify/overrides.js';
import type { OrganizationSwitches } from '../../../domain/gate/organization-switches.js';
import type { OrgId } from '../../../domain/ids.js';
import type { Quota } from '../../../domain/quota.js';
import type { PendingRetention } from '../../../domain/retention/pending-retention.js';
import type { RetentionSettings } from '../../../domain/retention/retention-settings.js';
import type { QuotaState } from '../quota/quota.reader.js';

/** An organization with its settings. */
export interface Organization extends OrganizationSwitches, RetentionSettings {
  readonly id: OrgId;
  readonly name: string;
  readonly slug: string;
  /** Longest duration of a waiver; null: unlimited. */
  readonly waiverMaxDays: number | null;
  /** Longest time for which a new API key works; null: unlimited. */
  readonly maxKeyDays: number | null;
  /** Members need a second factor. */
  readonly requireSecondFactor: boolean;
  /** Domains of addresses that the staff of the service found to be the organization's. */
  readonly verifiedDomains: readonly string[];
  /** Groups at the identity provider that the organization may map. */
  readonly ssoGroups: readonly string[];
  /** Files below these percentages of covered lines are findings. */
  readonly coverageGapMediumPct: number;
  readonly coverageGapHighPct: number;
  readonly classificationOverrides: ClassificationOverrides;
  /** A change of a policy, a waiver or a mark has open pull requests judged again. */
  readonly reevaluateOnChange: boolean;
  /** Days without a completed scan of the default branch after which it counts as missing. */
  readonly staleAfterDays: number;
  /** Rises whenever a switch changes: a verdict that was made under another one is stale. */
  readonly switchesRevision: number;
  /** Shorter periods of retention that take effect later; null: none. */
  readonly pendingRetention: PendingRetention | null;
  /** Time of the next look for details that are to go; somewhat later where the service is busy. */
  readonly retentionDueAt: Date;
  readonly createdAt: Date;
  /** Since then it is open to the staff of the service alone; null where it was not deleted. */
  readonly deletedAt: Date | null;
}

/** An organization, what it may use of the service, and what it uses. */
export interface OrganizationWithQuotas extends Organization {
  readonly quotas: Readonly<Record<Quota, QuotaState>>;
}
