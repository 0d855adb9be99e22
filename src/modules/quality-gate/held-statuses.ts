import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { ChangeFeed } from '../../platform/cache/change-feed.js';
import { FreshCache } from '../../platform/cache/fresh-cache.js';
import { Clock } from '../../platform/clock.js';
import { StatusReader } from './status.reader.js';

/** About 2 KB each. */
const CAPACITY = 20_000;

/**
 * The statuses of scans as the JSON that is sent, held in memory as long as nothing changes that they are made of. An
 * organization's are its own: the key names it.
 */
@Injectable()
export class HeldStatuses {
  private readonly bodies: FreshCache<string>;

  constructor(
    private readonly statuses: StatusReader,
    feed: ChangeFeed,
    clock: Clock,
  ) {
    this.bodies = new FreshCache(feed, { capacity: CAPACITY, now: () => clock.now().getTime() });
  }

  /** Null when the organization has no such scan. */
  find(orgId: OrgId, scanId: ScanId): Promise<string | null> {
    const key = `${orgId}/${scanId}`;
    return this.bodies.read(key, async () => {
      const read = await this.statuses.find(orgId, scanId);
      return (
        read && {
          value: JSON.stringify(read.status),
          tags: [`scan:${key}`, `gate:${orgId}`],
          until: read.changesAt?.getTime() ?? Infinity,
        }
      );
    });
  }
}
