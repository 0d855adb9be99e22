import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../../../../platform/cache/change-feed.js';
import { FreshCache } from '../../../../platform/cache/fresh-cache.js';
import { ServiceMetrics } from '../../../../platform/observability/service-metrics.js';
import type { CallerIdentity } from '../../../../platform/tenancy/caller.js';

const CAPACITY = 10_000;

export const monotonicMs = () => performance.now();

/** The headers that a credential can stand in, in the order in which `readCredential` looks at them. */
export const PLACES = ['x-api-key', 'authorization', 'cookie'] as const;

export type CredentialPlace = (typeof PLACES)[number];

/** Callers by the header of their credential, cached until something of them changes. */
@Injectable()
export class CachedCallers {
  readonly at: Readonly<Record<CredentialPlace, FreshCache<CallerIdentity>>>;

  constructor(feed: ChangeFeed, metrics: ServiceMetrics) {
    const options = { capacity: CAPACITY, now: monotonicMs, count: metrics.countHeld('caller') };
    const aCache = () => new FreshCache<CallerIdentity>(feed, options);
    this.at = { 'x-api-key': aCache(), authorization: aCache(), cookie: aCache() };
  }
}
