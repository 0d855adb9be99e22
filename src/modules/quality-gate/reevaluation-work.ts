import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../platform/clock.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { LOGGER } from '../../platform/logging/logger.js';
import type { Work } from '../../platform/work/work-loop.js';
import { WorkLoops } from '../../platform/work/work-loops.js';
import { type ClaimedReevaluation, ReevaluationWriter } from '../scan/reevaluation.writer.js';
import { RecomputeWriter } from './recompute.writer.js';

/** Judgements under way in this process: each has a connection to the database. */
const CONCURRENCY = 4;
/** Those of one organization, in all processes. */
const OF_EACH = 2;
/** Claims after which a pull request is given up until the next change. */
const MAX_ATTEMPTS = 10;

/** Judges the newest scans of pull requests of all organizations again, after changes of what their verdicts rest on. */
@Injectable()
export class ReevaluationWork implements Work<ClaimedReevaluation, void> {
  readonly name = 'reevaluations';

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly reevaluations: ReevaluationWriter,
    private readonly recomputations: RecomputeWriter,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>,
    loops: WorkLoops,
  ) {
    loops.register(this, CONCURRENCY);
  }

  claim(atMost: number): Promise<ClaimedReevaluation[]> {
    return this.reevaluations.claim(atMost, OF_EACH, this.clock.now());
  }

  /** The evaluation and the end of the wait are one transaction: a kill leaves both undone. */
  async perform(claimed: ClaimedReevaluation): Promise<void> {
    try {
      await this.tenant.run(claimed.orgId, () => this.judge(claimed));
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }

  /** `perform` has stored everything. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  async release(claimed: readonly ClaimedReevaluation[]): Promise<void> {
    for (const one of claimed) await this.tenant.run(one.orgId, () => this.reevaluations.release(one));
  }

  private async judge(claimed: ClaimedReevaluation): Promise<void> {
    if (claimed.attempts > MAX_ATTEMPTS) {
      const { orgId, repoId, prNumber, attempts } = claimed;
      this.logger.error(
        { orgId, repoId, prNumber, attempts },
        'A pull request could not be judged again; it is given up.',
      );
    } else {
      const scan = await this.reevaluations.lockScan(claimed, this.clock.now());
      if (scan) await this.recomputations.judgeAfter(scan, claimed);
    }
    if (!(await this.reevaluations.finish(claimed))) throw new Overtaken();
  }
}

/** Undoes a judgement that a later change has overtaken. */
class Overtaken extends Error {}
