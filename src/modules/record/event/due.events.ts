import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { OrgId } from '../../../domain/ids.js';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { Clock } from '../../../platform/time/clock.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';

const EVERY_MS = 2_000;
/** Objects of one look. */
const AT_MOST = 500;

/** An object of some organization whose time has come. */
export interface DueObject<Id extends number> {
  readonly orgId: OrgId;
  readonly id: Id;
}

/** Objects that make an event by the passing of time alone. */
export interface DueSource<Id extends number> {
  /** Some of those that are due at `at`, of all organizations, and have no event yet. */
  find(at: Date, atMost: number): Promise<DueObject<Id>[]>;
  /** Records the event of one of them, unless another instance did or it is not due any more. */
  record(due: DueObject<Id>, at: Date): Promise<void>;
}

/** Looks for objects whose time has come, and has their events recorded. Every instance of the service looks. */
@Injectable()
export class DueEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sources: DueSource<never>[] = [];
  private readonly task: RepeatedTask;

  constructor(
    private readonly clock: Clock,
    schema: SchemaWatch,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.task = new RepeatedTask(
      EVERY_MS,
      () => this.recordDue(),
      (err) => logger.debug({ err }, 'Due events could not be read; the service will try again.'),
      () => schema.mayServe,
    );
  }

  register<Id extends number>(source: DueSource<Id>): void {
    this.sources.push(source as unknown as DueSource<never>);
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  /** Looks at once; resolves when all that was due has its event. */
  look(): Promise<void> {
    return this.task.run();
  }

  private async recordDue(): Promise<void> {
    const at = this.clock.now();
    for (const source of this.sources)
      for (const due of await source.find(at, AT_MOST)) {
        if (this.task.isStopping) return;
        await source.record(due, at);
      }
  }
}
