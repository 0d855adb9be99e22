import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { Outcome, QueuedWork } from '../../../platform/work/queued-work.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { WorkQueue } from '../../../platform/work/work-queue.js';
import { type Reevaluation, REEVALUATIONS, ReevaluationWriter } from '../scan/reevaluation.writer.js';
import { RecomputeWriter } from './recompute.writer.js';

/** Judgements under way in this process: each has a connection to the database. */
const CONCURRENCY = 4;
/** Claims after which a pull request is given up until the next change. */
const MAX_ATTEMPTS = 10;

/** Judges scans of pull requests and merge groups of all organizations again, after changes of what their verdicts rest on. */
@Injectable()
export class ReevaluationWork implements QueuedWork<Reevaluation['payload']> {
  readonly name = REEVALUATIONS;
  /** Longest time of a judgement. */
  readonly leaseSeconds = 60;
  readonly ofEach = 2;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
    private readonly reevaluations: ReevaluationWriter,
    private readonly recomputations: RecomputeWriter,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>,
    loops: WorkLoops,
  ) {
    loops.registerQueued(this, CONCURRENCY);
  }

  /** The evaluation and the end of the wait are one transaction: a kill leaves both undone. */
  async perform(claimed: Reevaluation): Promise<Outcome> {
    try {
      await this.tenant.run(claimed.orgId, () => this.judge(claimed));
      return { word: 'done' };
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      return { word: 'overtaken' };
    }
  }

  private async judge(claimed: Reevaluation): Promise<void> {
    const { orgId, repoId, attempts, payload } = claimed;
    if (attempts > MAX_ATTEMPTS) {
      const what = { orgId, repoId, prNumber: payload.prNumber, scanId: payload.scanId, attempts };
      this.logger.error(what, 'A pull request or merge group could not be judged again; the service stops trying.');
    } else {
      for (const scan of await this.reevaluations.lockScans(claimed, this.tenant.now()))
        await this.recomputations.judgeAfter(scan, { ...payload, trigger: scan.baseOutdatedBy ?? payload.trigger });
    }
    if (!(await this.queue.settleWithin(claimed, null))) throw new Overtaken();
  }
}

/** Undoes a judgement that a later change has overtaken. */
class Overtaken extends Error {}
