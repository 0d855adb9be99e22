import { Inject, Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { type Quota, QUOTAS } from '../../../domain/quota.js';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { FreshCache } from '../../../platform/cache/fresh-cache.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import { Clock } from '../../../platform/time/clock.js';
import { type CountedQuota, QuotaRepository, type SetLimit } from './quota.repository.js';

/** Limits of an organization, set or by default. */
export type Limits = Readonly<Record<Quota, number>>;

/** Limits that were set for an organization; null: the default. */
export type SetLimits = Readonly<Record<Quota, number | null>>;

/** A limit, and how much of it is in use. */
export interface QuotaState {
  readonly limit: number;
  readonly used: number;
}

/** Counts what an organization uses of a quota, within its open transaction. */
type Count = (orgId: OrgId) => Promise<number>;

/** Organizations whose limits are cached. */
const CAPACITY = 10_000;

/** Quotas as other features read them. */
@Injectable()
export class QuotaReader {
  private readonly counts = new Map<Quota, Count>();
  private readonly cache: FreshCache<Limits>;

  constructor(
    private readonly repository: QuotaRepository,
    private readonly clock: Clock,
    feed: ChangeFeed,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'quotas'>,
    metrics: ServiceMetrics,
  ) {
    const now = () => clock.now().getTime();
    this.cache = new FreshCache(feed, { capacity: CAPACITY, now, count: metrics.countHeld('quota') });
    for (const quota of ['scans_per_day', 'stored_bytes'] as const)
      this.countBy(quota, (orgId) => repository.countUsed(orgId, this.counted(quota)));
  }

  /** Registers how a feature counts what it owns; a quota that no feature counts is unused. */
  countBy(quota: Quota, count: Count): void {
    this.counts.set(quota, count);
  }

  /** The amount in use, within the open tenant transaction. */
  countUsed(orgId: OrgId, quota: Quota): Promise<number> {
    return this.counts.get(quota)?.(orgId) ?? Promise.resolve(0);
  }

  /** All quotas of an organization, within the open tenant transaction. */
  async listQuotas(orgId: OrgId): Promise<Record<Quota, QuotaState>> {
    const [limits, ...used] = await Promise.all([
      this.readLimits(orgId),
      ...QUOTAS.map((quota) => this.countUsed(orgId, quota)),
    ]);
    const states = QUOTAS.map((quota, at) => [quota, { limit: limits[quota], used: used[at]! }]);
    return Object.fromEntries(states) as Record<Quota, QuotaState>;
  }

  async findSetLimits(orgId: OrgId): Promise<SetLimits> {
    const none = Object.fromEntries(QUOTAS.map((quota) => [quota, null])) as SetLimits;
    return { ...none, ...byQuota(await this.repository.listLimits(orgId)) };
  }

  /** Limits as they are now. */
  async readLimits(orgId: OrgId): Promise<Limits> {
    return { ...this.config.quotas, ...byQuota(await this.repository.listLimits(orgId)) };
  }

  /** Limits, cached until they are changed. */
  async findCachedLimits(orgId: OrgId): Promise<Limits> {
    const tag = `quota:${orgId}`; // as the trigger of the table announces it
    const load = async () => ({ value: await this.readLimits(orgId), tags: [tag], until: Infinity });
    return (await this.cache.read(tag, load))!;
  }

  /** The place of an amount that is counted as it is used: scans begin again with each day in UTC. */
  counted(quota: 'scans_per_day' | 'stored_bytes'): CountedQuota {
    return { quota, day: quota === 'scans_per_day' ? this.clock.now().toISOString().slice(0, 10) : null };
  }
}

const byQuota = (limits: readonly SetLimit[]): Partial<Limits> =>
  Object.fromEntries(limits.map(({ quota, limit }) => [quota, limit]));
