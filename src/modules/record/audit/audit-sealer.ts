import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';
import { AuditSealRepository, type UnsealedEntries } from './audit-seal.repository.js';

const EVERY_MS = 2_000;
/** Looks without cause: for entries of an instance that ended before it sealed them. */
const LOOK_EVERY_MS = 10_000;
/** Entries of one statement: none runs long or holds many locks. */
const BATCH = 1_000;

/**
 * Seals entries of the audit log in the background, one chain of hashes per organization: those that one run finds are
 * sealed by the next, when no transaction can add an entry of a lower id any more
 * (docs/adr/operations.md#hash-chain-of-the-audit-log).
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task: RepeatedTask;
  private found: UnsealedEntries | null = null;
  private lookAt = 0;

  constructor(
    private readonly seals: AuditSealRepository,
    schema: SchemaWatch,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.task = new RepeatedTask(
      EVERY_MS,
      () => this.sealFound(),
      (err) => logger.warn({ err }, 'The audit log could not be sealed; the service will try again.'),
      () => schema.mayServe,
    );
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  /** Looks for entries at the next turn; to be called for each that was committed. */
  announce(): void {
    this.lookAt = 0;
  }

  private async sealFound(): Promise<void> {
    if (this.found === null ? performance.now() >= this.lookAt : await this.sealUpTo(this.found)) await this.look();
  }

  private async look(): Promise<void> {
    this.lookAt = performance.now() + LOOK_EVERY_MS;
    this.found = await this.seals.findUnsealed();
  }

  /** False while older transactions are under way. */
  private async sealUpTo(found: UnsealedEntries): Promise<boolean> {
    let count: number | null = BATCH;
    while (count === BATCH && !this.task.isStopping) count = await this.seals.seal(found, BATCH);
    return count !== null;
  }
}
