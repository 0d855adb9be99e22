import assert from 'node:assert/strict';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DatabaseConnection } from '../database/connection.js';
import { ChangeListener } from './change-listener.js';

/** Pause between two proofs that nothing was missed, in milliseconds. */
const BEAT_MS = 200;
/** Age up to which the last proof vouches for what is cached: with the rest, below one second. */
const TRUSTED_MS = 750;
/** Pauses before the next attempt to connect: doubled each time, up to the second. */
const RECONNECT_MS = { first: 100, most: 5_000 };

/** Owner of values that were read from the database. */
export interface ChangeFollower {
  /** Invalidates what is tagged `tag`. */
  onChange(tag: string): void;
  /** Invalidates everything: any change may have been missed. */
  onGap(): void;
}

type State =
  | { readonly name: 'idle' | 'connecting' | 'stopped' }
  | { readonly name: 'listening'; readonly listener: ChangeListener }
  | { readonly name: 'waiting'; readonly retry: NodeJS.Timeout };

/**
 * Emits changes of the database as they happen, over a connection of its own. Cached values may be used while
 * `isCurrent`: then every change that was committed up to 750 ms ago has been emitted, and usually all up to now.
 *
 * States:
 * - idle: not started yet, or without a connection for good.
 * - connecting: an attempt is under way. It leads to listening, or to waiting when it fails.
 * - listening: changes arrive. Entered with a gap, as any may have been missed before. A lost connection leads to
 *   waiting.
 * - waiting: the pause before the next attempt, which leads to connecting.
 * - stopped: entered from every other state at shutdown, and never left.
 *
 * Listening is the only state in which the feed can be current: each proof that nothing was missed counts for 750 ms, and
 * losing the connection revokes it.
 */
export class ChangeFeed implements OnModuleInit, OnApplicationShutdown {
  private readonly followers = new Set<ChangeFollower>();
  private state: State = { name: 'idle' };
  private provenAt = -Infinity;
  /** Of the last proof, also one that counts no more; the start before the first. */
  private lastProvenAt = performance.now();
  private beat: NodeJS.Timeout | undefined;
  private retryMs = RECONNECT_MS.first;
  private isReportedAway = false;

  /** @param connection null: it never connects, and nothing is ever current */
  constructor(
    private readonly connection: DatabaseConnection | null,
    private readonly logger: Logger,
  ) {}

  /** True while followers know of every change that is older than the last proof, and that proof is recent enough. */
  get isCurrent(): boolean {
    return performance.now() - this.provenAt <= TRUSTED_MS;
  }

  /** Seconds since nothing was known to be missed; null where nothing is followed at all. */
  get ageSeconds(): number | null {
    return this.connection && (performance.now() - this.lastProvenAt) / 1000;
  }

  follow(follower: ChangeFollower): void {
    this.followers.add(follower);
  }

  /** Resolves after the first attempt to connect; a failed one is repeated until it succeeds. */
  async onModuleInit(): Promise<void> {
    if (!this.connection) return;
    this.beat = setInterval(() => void this.waitUntilCaughtUp(), BEAT_MS);
    this.beat.unref();
    await this.connect(this.connection);
  }

  onApplicationShutdown(): void {
    const { state } = this;
    clearInterval(this.beat);
    this.leave({ name: 'stopped' });
    if (state.name === 'waiting') clearTimeout(state.retry);
    if (state.name === 'listening') state.listener.close();
  }

  /**
   * Resolves when every change that was committed before this call has been emitted; at once where nothing may be cached
   * anyway. Never rejects: where it cannot be proven, nothing that is cached counts any more.
   */
  async waitUntilCaughtUp(): Promise<void> {
    const { state } = this;
    if (state.name !== 'listening') return;
    const requestedAt = performance.now();
    try {
      await state.listener.prove();
      if (this.state === state) this.prove(requestedAt);
    } catch {
      // The listener has closed itself, so the state is waiting or stopped.
    }
  }

  private async connect(connection: DatabaseConnection): Promise<void> {
    this.assertIn('idle', 'waiting');
    this.leave({ name: 'connecting' });
    const listener = new ChangeListener(connection, {
      onChange: (tag) => this.emit(tag),
      onEnd: () => this.reconnect(connection),
    });
    const requestedAt = performance.now();
    try {
      await listener.open();
    } catch (error) {
      this.report(error);
      return;
    }
    // Lost again, or stopped, while the last answer was on its way.
    if (this.state.name === 'connecting') this.listen(listener, requestedAt);
    else listener.close();
  }

  private listen(listener: ChangeListener, provenAt: number): void {
    this.state = { name: 'listening', listener };
    for (const follower of this.followers) follower.onGap();
    this.prove(provenAt);
    this.retryMs = RECONNECT_MS.first;
    this.report(null);
  }

  private prove(at: number): void {
    this.provenAt = at;
    this.lastProvenAt = at;
  }

  private reconnect(connection: DatabaseConnection): void {
    if (this.state.name === 'stopped') return;
    this.assertIn('connecting', 'listening');
    const retry = setTimeout(() => void this.connect(connection), this.retryMs);
    retry.unref();
    this.leave({ name: 'waiting', retry });
    this.retryMs = Math.min(2 * this.retryMs, RECONNECT_MS.most);
  }

  private assertIn(...expected: State['name'][]): void {
    assert(expected.includes(this.state.name), `The change feed is ${this.state.name}, not ${expected.join(' or ')}.`);
  }

  /** Enters a state in which nothing is current. */
  private leave(next: State): void {
    this.state = next;
    this.provenAt = -Infinity;
  }

  private emit(tag: string): void {
    for (const follower of this.followers) follower.onChange(tag);
  }

  /** Reports once per outage, not once per attempt. */
  private report(error: unknown): void {
    const isAway = error !== null;
    if (isAway === this.isReportedAway) return;
    this.isReportedAway = isAway;
    if (isAway) this.logger.warn({ err: error }, 'The change feed is down, so every status is read from the database.');
    else this.logger.info('The change feed is up again.');
  }
}
