import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { ChangeFeed, type ChangeFollower } from '../../platform/cache/change-feed.js';
import { credentialOf } from '../../platform/rate-limit/budget-owner.js';
import type { CallerIdentity } from '../../platform/tenancy/caller.js';
import { AnswerTurns } from './answer-turns.js';
import { type CachedStatus, CachedStatuses } from './cached-statuses.js';
import { PollPace } from './poll-pace.js';
import { type PollLimits, PollPlaces } from './poll-places.js';
import { ScanWatch } from './scan-watch.js';
import { statusTagOf } from './status-tags.js';

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

/**
 * Has callers wait for verdicts. The polls for one scan share each look at its status, and only a change that the
 * database announces makes them look: a poll that waits costs a place in a list. Without announcements (the change feed
 * is down), and for a deadline that passes, each scan that is waited for is looked at every half second.
 */
@Injectable()
export class LongPolls implements ChangeFollower, OnModuleInit, OnModuleDestroy {
  private readonly watches = new Map<string, ScanWatch>();
  private readonly places = new PollPlaces(LIMITS);
  private readonly pace = new PollPace();
  private readonly turns = new AnswerTurns();
  private timer: NodeJS.Timeout | undefined;
  private checks = 0;
  private isClosing = false;

  /** Follows the feed after `statuses` does: what a change makes stale is dropped before it is looked for. */
  constructor(
    private readonly statuses: CachedStatuses,
    feed: ChangeFeed,
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
    const credential = credentialOf(caller);
    const nowMs = performance.now();
    const deadlineMs = this.isClosing || gone.aborted ? -Infinity : nowMs + waitMs;
    const giveBack = this.places.take(credential);
    if (!giveBack) {
      const untilMs = Math.min(this.pace.turnOf(credential, nowMs), deadlineMs);
      const status = await this.poll(caller, scanId, untilMs, gone);
      return { status, retryAfterSeconds: status?.isPending ? RETRY_AFTER_SECONDS : null };
    }
    try {
      return { status: await this.poll(caller, scanId, deadlineMs, gone), retryAfterSeconds: null };
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
    for (const watch of this.watches.values()) watch.hurryAll();
  }

  onChange(tag: string): void {
    this.watches.get(tag)?.look();
  }

  onGap(): void {
    for (const watch of this.watches.values()) watch.look();
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
      return await watch.poll(caller, untilMs, gone);
    } finally {
      if (watch.isEmpty && this.watches.get(tag) === watch) this.watches.delete(tag);
    }
  }

  private watch(tag: string, orgId: OrgId, scanId: ScanId): ScanWatch {
    const watch = new ScanWatch(() => this.statuses.readStatus(orgId, scanId), this.turns);
    this.watches.set(tag, watch);
    return watch;
  }

  private check(): void {
    this.checks += 1;
    const isLookDue = this.checks % CHECKS_PER_LOOK === 0;
    const nowMs = performance.now();
    for (const watch of this.watches.values()) if (isLookDue || watch.hasPollDue(nowMs)) watch.look();
  }
}
