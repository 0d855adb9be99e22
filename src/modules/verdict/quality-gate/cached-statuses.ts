import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { FreshCache } from '../../../platform/cache/fresh-cache.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import type { JsonText } from '../../../platform/request/raw-response.js';
import { type CallerIdentity, reaches } from '../../../platform/tenancy/caller.js';
import { unbound } from '../../../platform/tenancy/repo-bound.js';
import { Clock } from '../../../platform/time/clock.js';
import { StatusReader } from './status.reader.js';
import { gateTagOf, statusTagOf } from './status-tags.js';

/** Number of cached statuses, of two to three kilobytes each as a rule. */
const CAPACITY = 20_000;
/** Longer ones (many uncovered files) are read each time: the cache is bounded in bytes, too. */
const MAX_LENGTH = 8_192;

/** A status as the JSON text of its answer. */
export interface CachedStatus extends JsonText {
  readonly repoId: RepoId;
  /** True while the scan has no verdict. */
  readonly isPending: boolean;
}

/** Statuses of scans, cached until something changes that they are made of. The key names the organization. */
@Injectable()
export class CachedStatuses {
  private readonly cache: FreshCache<CachedStatus>;

  constructor(
    private readonly statuses: StatusReader,
    feed: ChangeFeed,
    clock: Clock,
    metrics: ServiceMetrics,
  ) {
    const now = () => clock.now().getTime();
    this.cache = new FreshCache(feed, { capacity: CAPACITY, now, count: metrics.countHeld('status') });
  }

  /** The cached status; null where there is none, or the caller does not reach its repository. */
  findCached(caller: CallerIdentity, scanId: ScanId): CachedStatus | null {
    return visibleTo(caller, this.cache.find(statusTagOf(caller.orgId, scanId)));
  }

  /**
   * The cached status, else the one in the database; null when the organization has no such scan. Of use to callers of
   * every bound: `visibleTo` says what a caller may see of it.
   */
  readStatus(orgId: OrgId, scanId: ScanId): Promise<CachedStatus | null> {
    return this.cache.read(statusTagOf(orgId, scanId), async () => {
      const read = await unbound(() => this.statuses.findStatus(orgId, scanId));
      if (!read) return null;
      const json = JSON.stringify(read.status);
      const byteLength = String(Buffer.byteLength(json));
      return {
        value: { repoId: read.repoId, isPending: read.status.status === null, json, byteLength },
        tags: [statusTagOf(orgId, scanId), gateTagOf(orgId)],
        until: json.length > MAX_LENGTH ? -Infinity : (read.changesAt?.getTime() ?? Infinity),
      };
    });
  }
}

/** The status where the caller reaches its repository, else null. */
export const visibleTo = (caller: CallerIdentity, status: CachedStatus | null): CachedStatus | null =>
  status && reaches(caller, status.repoId) ? status : null;
