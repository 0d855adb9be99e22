import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { ChangeFeed } from '../cache/change-feed.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { SchemaWatch } from '../database/schema-watch.js';
import { LOGGER } from '../logging/logger.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { RepeatedTask } from '../time/repeated-task.js';
import { fromQueue, type QueuedWork } from './queued-work.js';
import { type Work, WorkLoop } from './work-loop.js';
import { WorkQueue } from './work-queue.js';

const TAG = 'work:';
/** Pause between looks for what becomes due by time, or where no change is announced: one for all kinds in the table of work. */
const LOOK_MS = 1_000;
/** Longest time without a claim of such a kind. */
const REST_MS = 60_000;

/**
 * The loops of this process, one for each kind of work that a feature registers. They run from the start to the stop, during
 * which the server ends its responses; with `WORKER=off` none runs.
 */
@Injectable()
export class WorkLoops implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly loops = new Map<string, Pick<WorkLoop<object, unknown>, 'start' | 'wake' | 'stop'>>();
  private readonly look: RepeatedTask;
  private stopped: Promise<unknown> = Promise.resolve();

  constructor(
    feed: ChangeFeed,
    private readonly metrics: ServiceMetrics,
    private readonly schema: SchemaWatch,
    private readonly queue: WorkQueue,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.look = new RepeatedTask(
      LOOK_MS,
      () => this.wakeDue(),
      (err) => logger.debug({ err }, 'Due work could not be read; the service will try again.'),
    );
    feed.follow({
      onChange: (tag) => {
        if (tag.startsWith(TAG)) this.loops.get(tag.slice(TAG.length))?.wake();
      },
      onGap: () => this.wakeAll(),
    });
  }

  /**
   * Does this kind of work from the start on. To be called in a constructor.
   *
   * @param concurrency most items under way, for work that is no call to elsewhere
   */
  register<Item extends object, Result>(
    work: Work<Item, Result>,
    concurrency = this.config.outgoing.concurrency,
  ): void {
    if (this.loops.has(work.name)) throw new Error(`Work of the kind ${work.name} is already registered.`);
    const onPerformed = (outcome: string, seconds: number) => {
      if (work.kind) this.metrics.countAttempt(work.kind, outcome, seconds);
    };
    const mayClaim = () => this.schema.mayServe;
    const pollMs = work.isQueued ? { pollMs: REST_MS } : {};
    this.loops.set(
      work.name,
      new WorkLoop(work, { concurrency, logger: this.logger, onPerformed, mayClaim, ...pollMs }),
    );
  }

  /** As `register`, for a kind that waits in the table of work. */
  registerQueued<Payload>(work: QueuedWork<Payload>, concurrency?: number): void {
    this.register(fromQueue(this.queue, work), concurrency);
  }

  onApplicationBootstrap(): void {
    if (this.config.worker === 'off') return;
    for (const loop of this.loops.values()) loop.start();
    this.look.start();
  }

  onModuleDestroy(): void {
    this.stopped = Promise.all([this.look.stop(), this.stop([...this.loops.keys()])]);
  }

  /** Stops the loops of these kinds of work; the others run on. */
  async stop(names: readonly string[]): Promise<void> {
    await Promise.all(names.flatMap((name) => this.loops.get(name)?.stop() ?? []));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stopped;
  }

  private wakeAll(): void {
    for (const loop of this.loops.values()) loop.wake();
  }

  /** Wakes all where nothing may be claimed, so that they give back what waits. */
  private async wakeDue(): Promise<void> {
    if (!this.schema.mayServe) {
      this.wakeAll();
      return;
    }
    for (const kind of await this.queue.listDue()) this.loops.get(kind)?.wake();
  }
}
