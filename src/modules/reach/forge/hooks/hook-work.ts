import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ForgeId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { LOGGER } from '../../../../platform/logging/logger.js';
import type { Outcome, QueuedWork } from '../../../../platform/work/queued-work.js';
import { WorkLoops } from '../../../../platform/work/work-loops.js';
import { WorkQueue } from '../../../../platform/work/work-queue.js';
import { ProjectReader } from '../project-reader.js';
import { type ClaimedNews, FORGE_HOOKS, type ReceivedNews } from './hook-delivery.js';
import type { HookNews } from './hook-news.js';
import { NewsFollower } from './news-follower.js';

/** Pauses before news that could not be followed are tried again, in seconds; after the last they are given up. */
const RETRY_SECONDS = [1, 5, 15, 60];

/** Follows the news that forges sent by their hooks: of each connection one delivery after the other. */
@Injectable()
export class HookWork implements QueuedWork<HookNews> {
  readonly name = FORGE_HOOKS;
  readonly kind = 'hook';
  /** Following news takes a few statements. */
  readonly leaseSeconds = 30;
  readonly ofEach = 1;
  readonly isInOrder = true;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
    private readonly follower: NewsFollower,
    private readonly projects: ProjectReader,
    @Inject(LOGGER) private readonly logger: Logger,
    loops: WorkLoops,
  ) {
    loops.registerQueued(this);
  }

  /** Stores the effects of the news together with its end, or nothing. */
  async perform(claimed: ClaimedNews): Promise<Outcome> {
    const received = { orgId: claimed.orgId, forgeId: claimed.lane as ForgeId, news: claimed.payload };
    try {
      await this.confirm(received);
      await this.tenant.run(claimed.orgId, async () => {
        // nothing is done twice: where the lease has ended, another instance follows the news
        if (await this.queue.settleWithin(claimed, null)) await this.follower.follow(received);
      });
      return { word: 'done' };
    } catch (err) {
      const isRefused = err instanceof AppError;
      this.logger[isRefused ? 'info' : 'warn'](
        { err, orgId: claimed.orgId },
        'An event from a forge could not be handled.',
      );
      // the state of things forbids it for good, as of a scan whose details are gone
      if (isRefused) return { word: 'refused', nextAt: null };
      const pause = RETRY_SECONDS[claimed.attempts - 1];
      return {
        word: 'failed',
        nextAt: pause === undefined ? null : new Date(this.tenant.now().getTime() + pause * 1_000),
      };
    }
  }

  /** Asks the forge first where the news name a project otherwise: outside of the transaction that follows them. */
  private async confirm(received: ReceivedNews): Promise<void> {
    const links = await this.tenant.run(received.orgId, () => this.follower.listUnconfirmed(received));
    await Promise.all(links.map((link) => this.projects.confirm(link)));
  }
}
