import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { ChangeFeed, type ChangeFollower } from '../../../platform/cache/change-feed.js';
import { credentialOf } from '../../../platform/rate-limit/budget-owner.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { AnswerTurns } from './answer-turns.js';
import { type CachedStatus, CachedStatuses, visibleTo } from './cached-statuses.js';
import { PollPace } from './poll-pace.js';
import { type PollLimits, PollPlaces } from './poll-places.js';
import { gateTagOf, inboxTagOf, orgPartOf, scansTagOf, statusTagOf } from './status-tags.js';
import { type PollView, Watch } from './watch.js';

const LIMITS: PollLimits = { ofCredential: 100, ofAll: 5_000 };
/** Seconds after which a poll that found no place is to be repeated. */
const RETRY_AFTER_SECONDS = 10;
/** Pause between two checks whose time is up; a poll is answered late by this much at most. */
const CHECK_MS = 100;
/** Checks between two looks at a status of which no change was announced: half a second. */
const CHECKS_PER_LOOK = 5;

/** Answer to a poll. */
export interface PollAnswer {
  /** Null when the organization has no such scan, or the caller does not reach its repository. */
  readonly status: CachedStatus | null;
  /** Null for a poll that could wait as long as it wanted. */
  readonly retryAfterSeconds: number | null;
}

/** A branch whose newest ended scan is waited for. */
export interface WatchedBranch {
  readonly repoId: RepoId;
  readonly branch: string;
  /** The newest one that the caller knows of; 0: none. */
  readonly after: number;
}

/** A number that changes of the organization's scans, waivers, requests or connections may change. */
export interface WatchedCount {
  /** Tells it from others of the organization. */
  readonly key: string;
  /** The one that the caller knows. */
  readonly known: number;
  /** As it is now. */
  readonly look: () => Promise<number>;
}

/** View of a status by a caller: an answer once there is a verdict. */
export const viewOfStatus = (caller: CallerIdentity): PollView<CachedStatus | null> => ({
  see: (status) => visibleTo(caller, status),
  isAnswer: (seen) => seen?.isPending !== true,
});

/**
 * Has callers wait for verdicts. The polls for one scan share each look at its status, and only a change that the
 * database announces makes them look: a poll that waits costs a place in a list. Without announcements (the change feed
 * is down), and for a deadline that passes, each scan that is waited for is looked at every half second. Polls for a newer
 * scan of a branch and for another number of an inbox take the same places; any change of a scan of the organization makes these
 * look.
 */
@Injectable()
export class LongPolls implements ChangeFollower, OnModuleInit, OnModuleDestroy {
  private readonly watches = new Map<string, Watch<CachedStatus | null>>();
  /** By the tag that an organization's changes of a kind have in common, then by what is watched. */
  private readonly ofOrgs = new Map<string, Map<string, Watch<number | null>>>();
  private readonly places = new PollPlaces(LIMITS);
  private readonly pace = new PollPace();
  private readonly turns = new AnswerTurns();
  private timer: NodeJS.Timeout | undefined;
  private checks = 0;
  private isClosing = false;

  /** Follows the feed after `statuses` does: what a change makes stale is dropped before it is looked for. */
  constructor(
    private readonly statuses: CachedStatuses,
    private readonly feed: ChangeFeed,
  ) {
    feed.follow(this);
  }

  /** Polls that wait at present. */
  get waiting(): number {
    return this.places.count;
  }

  /** The status as it is now, by a look shared with others; null as in `PollAnswer`. */
  look(caller: CallerIdentity, scanId: ScanId): Promise<CachedStatus | null> {
    return this.poll(caller, scanId, -Infinity);
  }

  /**
   * The status as soon as there is a verdict, else the one when `waitMs` have passed, the client has gone away or the
   * service stops. A caller with too many polls gets it at once, with the time after which to repeat this one.
   */
  async waitForVerdict(caller: CallerIdentity, scanId: ScanId, waitMs: number, gone: AbortSignal): Promise<PollAnswer> {
    const poll = (untilMs: number) => this.poll(caller, scanId, untilMs, gone);
    const { seen: status, hadPlace } = await this.wait(caller, poll, waitMs, gone);
    return { status, retryAfterSeconds: !hadPlace && status?.isPending ? RETRY_AFTER_SECONDS : null };
  }

  /**
   * Waits until a newer scan of the branch has ended than the caller knows of, as long as `waitForVerdict` would wait. Answers
   * the seconds after which to repeat the poll; null for one that had its time.
   *
   * @param look the branch's newest ended scan as it is now, for every caller; null where there is none
   */
  async waitForNewer(
    caller: CallerIdentity,
    { repoId, branch, after }: WatchedBranch,
    look: () => Promise<ScanId | null>,
    waitMs: number,
    gone: AbortSignal,
  ): Promise<number | null> {
    const isNewer = (id: number | null) => id !== null && id > after;
    const view = { see: (id: number | null) => id, isAnswer: isNewer };
    const poll = (untilMs: number) =>
      this.pollOfOrg([scansTagOf(caller.orgId)], `${repoId}/${branch}`, look, (watch) =>
        watch.poll(view, untilMs, gone),
      );
    const { seen, hadPlace } = await this.wait(caller, poll, waitMs, gone);
    return hadPlace || isNewer(seen) ? null : RETRY_AFTER_SECONDS;
  }

  /** Waits until the number is another one than the caller knows; the rest as `waitForNewer`. */
  async waitForCount(
    caller: CallerIdentity,
    { key, known, look }: WatchedCount,
    waitMs: number,
    gone: AbortSignal,
  ): Promise<number | null> {
    const isOther = (count: number | null) => count !== known;
    const view = { see: (count: number | null) => count, isAnswer: isOther };
    const tags = [scansTagOf, gateTagOf, inboxTagOf].map((tagOf) => tagOf(caller.orgId));
    const poll = (untilMs: number) => this.pollOfOrg(tags, key, look, (watch) => watch.poll(view, untilMs, gone));
    const { seen, hadPlace } = await this.wait(caller, poll, waitMs, gone);
    return hadPlace || isOther(seen) ? null : RETRY_AFTER_SECONDS;
  }

  /** Polls with a place as long as wanted; without one until the caller's turn. */
  private async wait<Value>(
    caller: CallerIdentity,
    poll: (untilMs: number) => Promise<Value>,
    waitMs: number,
    gone: AbortSignal,
  ): Promise<{ seen: Value; hadPlace: boolean }> {
    const credential = credentialOf(caller);
    const nowMs = performance.now();
    const deadlineMs = this.isClosing || gone.aborted ? -Infinity : nowMs + waitMs;
    const giveBack = this.places.take(credential);
    if (!giveBack) {
      const untilMs = Math.min(this.pace.turnOf(credential, nowMs), deadlineMs);
      return { seen: await poll(untilMs), hadPlace: false };
    }
    try {
      return { seen: await poll(deadlineMs), hadPlace: true };
    } finally {
      giveBack();
    }
  }

  onModuleInit(): void {
    this.timer = setInterval(() => this.check(), CHECK_MS).unref();
  }

  /** Before the server stops listening: a waiting request would hold up the stop. */
  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.isClosing = true;
    for (const watch of this.allWatches()) watch.hurryAll();
  }

  onChange(tag: string): void {
    this.watches.get(tag)?.look();
    for (const watch of this.ofOrgs.get(orgPartOf(tag))?.values() ?? []) watch.look();
  }

  onGap(): void {
    for (const watch of this.allWatches()) watch.look();
  }

  private async poll(
    caller: CallerIdentity,
    scanId: ScanId,
    untilMs: number,
    gone?: AbortSignal,
  ): Promise<CachedStatus | null> {
    const tag = statusTagOf(caller.orgId, scanId);
    const watch = this.watches.get(tag) ?? this.watch(tag, caller.orgId, scanId);
    try {
      return await watch.poll(viewOfStatus(caller), untilMs, gone);
    } finally {
      if (watch.isEmpty && this.watches.get(tag) === watch) this.watches.delete(tag);
    }
  }

  /** @param key what is watched, the same below each of the tags */
  private async pollOfOrg(
    tags: readonly string[],
    key: string,
    look: () => Promise<number | null>,
    poll: (watch: Watch<number | null>) => Promise<number | null>,
  ): Promise<number | null> {
    const watch = this.ofOrgs.get(tags[0]!)?.get(key) ?? new Watch(look, this.turns);
    for (const tag of tags)
      this.ofOrgs.set(tag, (this.ofOrgs.get(tag) ?? new Map<string, typeof watch>()).set(key, watch));
    try {
      return await poll(watch);
    } finally {
      if (watch.isEmpty) for (const tag of tags) this.forget(tag, key, watch);
    }
  }

  private forget(tag: string, key: string, watch: Watch<number | null>): void {
    const watches = this.ofOrgs.get(tag);
    if (watches?.get(key) === watch) watches.delete(key);
    if (watches?.size === 0) this.ofOrgs.delete(tag);
  }

  private *allWatches(): Iterable<Watch<CachedStatus | null> | Watch<number | null>> {
    yield* this.watches.values();
    for (const watches of this.ofOrgs.values()) yield* watches.values();
  }

  private watch(tag: string, orgId: OrgId, scanId: ScanId): Watch<CachedStatus | null> {
    const watch = new Watch(() => this.statuses.readStatus(orgId, scanId), this.turns);
    this.watches.set(tag, watch);
    return watch;
  }

  private check(): void {
    this.checks += 1;
    const isLookDue = this.checks % CHECKS_PER_LOOK === 0;
    const nowMs = performance.now();
    for (const watch of this.watches.values()) if (isLookDue || watch.hasPollDue(nowMs)) watch.look();
    const isBlindLookDue = isLookDue && !this.feed.isCurrent;
    for (const watches of this.ofOrgs.values())
      for (const watch of watches.values()) if (isBlindLookDue || watch.hasPollDue(nowMs)) watch.look();
  }
}
