import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../domain/ids.js';
import { ChangeFeed } from '../../platform/cache/change-feed.js';
import { FreshCache } from '../../platform/cache/fresh-cache.js';
import { Clock } from '../../platform/clock.js';
import { type CallerIdentity, reaches } from '../../platform/tenancy/caller.js';
import { StatusReader } from './status.reader.js';
import { gateTagOf, statusTagOf } from './status-tags.js';

/** Of two to three kilobytes each, as a rule. */
const CAPACITY = 20_000;
/** Longer ones (many uncovered files) are read each time: what is held is bounded in bytes, too. */
const MAX_LENGTH = 8_192;

/** A status as the JSON that is sent. */
export interface HeldStatus {
  readonly repoId: RepoId;
  readonly json: string;
  /** Its length in UTF-8, for the header. */
  readonly byteLength: string;
}

/**
 * The statuses of scans, held in memory as long as nothing changes that they are made of. An organization's are its
 * own: the key names it.
 */
@Injectable()
export class HeldStatuses {
  private readonly held: FreshCache<HeldStatus>;

  constructor(
    private readonly statuses: StatusReader,
    feed: ChangeFeed,
    clock: Clock,
  ) {
    this.held = new FreshCache(feed, { capacity: CAPACITY, now: () => clock.now().getTime() });
  }

  /** The status that is held; null where none is, or the caller does not reach its repository. */
  recall(caller: CallerIdentity, scanId: ScanId): HeldStatus | null {
    return within(caller, this.held.find(statusTagOf(caller.orgId, scanId)));
  }

  /** Null when the organization has no such scan, or the caller does not reach its repository. */
  async find(caller: CallerIdentity, scanId: ScanId): Promise<HeldStatus | null> {
    return within(caller, await this.read(caller.orgId, scanId));
  }

  /** Outside of a request's bound: what is held serves callers of every bound. */
  private read(orgId: OrgId, scanId: ScanId): Promise<HeldStatus | null> {
    return this.held.read(statusTagOf(orgId, scanId), async () => {
      const read = await this.statuses.find(orgId, scanId);
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

const within = (caller: CallerIdentity, status: HeldStatus | null): HeldStatus | null =>
  status && reaches(caller, status.repoId) ? status : null;
