import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../domain/ids.js';
import { ChangeFeed } from '../../platform/cache/change-feed.js';
import { FreshCache } from '../../platform/cache/fresh-cache.js';
import { Clock } from '../../platform/clock.js';
import type { JsonText } from '../../platform/http/raw-response.js';
import { type CallerIdentity, reaches } from '../../platform/tenancy/caller.js';
import { StatusReader } from './status.reader.js';
import { gateTagOf, statusTagOf } from './status-tags.js';

/** Number of cached statuses, of two to three kilobytes each as a rule. */
const CAPACITY = 20_000;
/** Longer ones (many uncovered files) are read each time: the cache is bounded in bytes, too. */
const MAX_LENGTH = 8_192;

/** A status as the JSON text of its answer. */
export interface CachedStatus extends JsonText {
  readonly repoId: RepoId;
}

/** Statuses of scans, cached until something changes that they are made of. The key names the organization. */
@Injectable()
export class CachedStatuses {
  private readonly cache: FreshCache<CachedStatus>;

  constructor(
    private readonly statuses: StatusReader,
    feed: ChangeFeed,
    clock: Clock,
  ) {
    this.cache = new FreshCache(feed, { capacity: CAPACITY, now: () => clock.now().getTime() });
  }

  /** The cached status; null where there is none, or the caller does not reach its repository. */
  findCached(caller: CallerIdentity, scanId: ScanId): CachedStatus | null {
    return within(caller, this.cache.find(statusTagOf(caller.orgId, scanId)));
  }

  /** Null when the organization has no such scan, or the caller does not reach its repository. */
  async findStatus(caller: CallerIdentity, scanId: ScanId): Promise<CachedStatus | null> {
    return within(caller, await this.readStatus(caller.orgId, scanId));
  }

  /** Reads outside of a request's bound, as the cache serves callers of every bound. */
  private readStatus(orgId: OrgId, scanId: ScanId): Promise<CachedStatus | null> {
    return this.cache.read(statusTagOf(orgId, scanId), async () => {
      const read = await this.statuses.findStatus(orgId, scanId);
      if (!read) return null;
      const json = JSON.stringify(read.status);
      return {
        value: { repoId: read.repoId, json, byteLength: String(Buffer.byteLength(json)) },
        tags: [statusTagOf(orgId, scanId), gateTagOf(orgId)],
        until: json.length > MAX_LENGTH ? -Infinity : (read.changesAt?.getTime() ?? Infinity),
      };
    });
  }
}

const within = (caller: CallerIdentity, status: CachedStatus | null): CachedStatus | null =>
  status && reaches(caller, status.repoId) ? status : null;
