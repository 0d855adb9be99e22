import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { linkEntry, NO_LINK, sealHead } from '../../../domain/seals/verdict-seal.js';
import { SchemaWatch } from '../../../platform/database/schema-watch.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { type SealingKey, VERDICT_KEY } from '../../../platform/secrets/verdict-keys.js';
import { RepeatedTask } from '../../../platform/time/repeated-task.js';
import { type ChainedEntry, type ChainOfRepo, ChainRepository } from './chain.repository.js';
import { ChainCounter } from './chain-counter.js';

const EVERY_MS = 2_000;
/** Looks without cause: for entries of an instance that ended before it chained them. */
const LOOK_EVERY_MS = 10_000;
/** Repositories of one round. */
const REPOSITORIES = 100;
/** Entries of one transaction: none runs long or holds many locks. */
const BATCH = 200;

/**
 * Gives sealed entries their place in the chain of their repository, in the background
 * (docs/adr/storage.md#verdicts-are-sealed-and-chained).
 */
@Injectable()
export class Chainer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task: RepeatedTask;
  private lookAt = 0;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly chains: ChainRepository,
    private readonly counter: ChainCounter,
    @Inject(VERDICT_KEY) private readonly key: SealingKey,
    schema: SchemaWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.task = new RepeatedTask(
      EVERY_MS,
      () => this.look(),
      (err) => logger.warn({ err }, 'Verdicts could not be added to their chains; the service will try again.'),
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

  private async look(): Promise<void> {
    if (performance.now() < this.lookAt) return;
    this.lookAt = performance.now() + LOOK_EVERY_MS;
    while (await this.hasMoreAfterRound());
  }

  /** Gives each repository that waits one batch, so that none waits for all entries of another. Answers whether to go another round. */
  private async hasMoreAfterRound(): Promise<boolean> {
    const open = await this.chains.listOpen(REPOSITORIES);
    const counts: number[] = [];
    for (const chain of open) {
      if (this.task.isStopping) return false;
      counts.push(await this.tryExtend(chain));
    }
    return counts.includes(BATCH) || (open.length === REPOSITORIES && counts.some((count) => count > 0));
  }

  /** As `extend`; a repository that fails does not hold up the others. */
  private async tryExtend(chain: ChainOfRepo): Promise<number> {
    try {
      return await this.extend(chain);
    } catch (err) {
      this.logger.warn(
        { err, ...chain },
        'Verdicts of a repository could not be added to its chain; the service will try again.',
      );
      return 0;
    }
  }

  /** Appends some of the entries that wait, and answers how many. */
  private extend(chain: ChainOfRepo): Promise<number> {
    return this.tenant.run(chain.orgId, async () => {
      const open = await this.chains.lockOpen(chain, BATCH);
      if (open.length === 0) return 0;
      const { id, key } = this.key;
      const head = await this.chains.findHead(chain);
      let { position, link } = head ?? { position: 0, link: NO_LINK };
      const entries = open.map((entry): ChainedEntry => {
        position += 1;
        const { id: entryId, ...linked } = entry;
        link = linkEntry(key, link, { ...linked, position });
        return { id: entryId, position, link, evidence: entry.evidence };
      });
      const seal = () => sealHead(key, { ...chain, position, link });
      const sealed = head
        ? this.counter.renew(head, sealHead(key, { ...chain, ...head }), seal)
        : { keyId: id, seal: seal() };
      await this.chains.append(chain, id, entries, { position, link, ...sealed });
      await this.counter.add(chain.orgId, { chains: head ? 0 : 1, entries: open.length });
      return open.length;
    });
  }
}
