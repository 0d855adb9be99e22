import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DatabaseConnection } from '../database/connection.js';
import { ChangeListener } from './change-listener.js';

/** Interval of proofs on the connection, in milliseconds. */
const BEAT_MS = 200;
/** Age of the last proof up to which cached values count: with the rest, below one second. */
const TRUSTED_MS = 750;
/** From the loss of the connection to the next attempt: doubled each time, up to the second. */
const RECONNECT_MS = { first: 100, most: 5_000 };

/** A holder of values that the database may change. */
export interface ChangeFollower {
  /** Invalidates everything tagged `tag`. */
  onChange(tag: string): void;
  /** Anything may have changed. */
  onGap(): void;
}

/**
 * Announces changes in the database as they happen, over a connection of its own. Followers may use cached values while
 * `isCurrent`: then they have received every change that was committed up to 750 ms ago, and usually all up to now.
 */
export class ChangeFeed implements OnModuleInit, OnApplicationShutdown {
  private readonly followers = new Set<ChangeFollower>();
  private listener: ChangeListener | null = null;
  private provenAt = -Infinity;
  private beat: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private retryMs = RECONNECT_MS.first;
  private hasStopped = false;
  private isReportedAway = false;

  /** @param connection null: it never connects, and nothing is ever current */
  constructor(
    private readonly connection: DatabaseConnection | null,
    private readonly logger: Logger,
  ) {}

  /** True while followers have received every change older than the last proof, and that proof is recent enough. */
  get isCurrent(): boolean {
    return performance.now() - this.provenAt <= TRUSTED_MS;
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
    this.hasStopped = true;
    clearInterval(this.beat);
    clearTimeout(this.retry);
    this.listener?.close();
  }

  /**
   * Resolves when followers have received every change that was committed before this call; at once when nothing may be
   * cached anyway. Never rejects: when it cannot be known, cached values no longer count.
   */
  async waitUntilCaughtUp(): Promise<void> {
    const { listener } = this;
    if (!listener) return;
    const askedAt = performance.now();
    try {
      await listener.prove();
      if (this.listener === listener) this.provenAt = askedAt;
    } catch {
      // The listener has closed itself, and onEnd has drawn the consequences.
    }
  }

  private async connect(connection: DatabaseConnection): Promise<void> {
    const listener: ChangeListener = new ChangeListener(connection, {
      onChange: (tag) => {
        for (const follower of this.followers) follower.onChange(tag);
      },
      onEnd: () => {
        this.lose(listener);
        this.reconnect(connection);
      },
    });
    const askedAt = performance.now();
    try {
      await listener.open();
    } catch (error) {
      this.report(error);
      return;
    }
    this.listener = listener;
    for (const follower of this.followers) follower.onGap();
    this.provenAt = askedAt;
    this.retryMs = RECONNECT_MS.first;
    this.report(null);
    if (this.hasStopped) listener.close();
  }

  private lose(listener: ChangeListener): void {
    if (this.listener !== listener) return;
    this.listener = null;
    this.provenAt = -Infinity;
  }

  private reconnect(connection: DatabaseConnection): void {
    if (this.hasStopped) return;
    this.retry = setTimeout(() => void this.connect(connection), this.retryMs);
    this.retry.unref();
    this.retryMs = Math.min(2 * this.retryMs, RECONNECT_MS.most);
  }

  /** Once per outage, not once per attempt. */
  private report(error: unknown): void {
    const isAway = error !== null;
    if (isAway === this.isReportedAway) return;
    this.isReportedAway = isAway;
    if (isAway) this.logger.warn({ err: error }, 'The change feed is down; every status is read from the database.');
    else this.logger.info('The change feed is up again.');
  }
}
