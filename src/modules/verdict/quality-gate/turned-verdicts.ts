import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { ReevaluationWriter } from '../scan/reevaluation.writer.js';
import { type ChangedTerms, type VerdictChangeDto, VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import { listTurned, MOST_JUDGED } from './list-turned.js';
import { RecomputeService } from './recompute.service.js';
import { type JudgedLine, TurnedScansReadModel } from './turned-scans.read-model.js';

/** Scans that one approval reaches; those that the request does not judge wait as work. */
const MOST_REACHED = 10_000;

/** Judges the verdicts again that a waiver or an acceptance reaches. */
@Injectable()
export class TurnedVerdicts {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly candidates: TurnedScansReadModel,
    private readonly reevaluations: ReevaluationWriter,
    private readonly recomputations: RecomputeService,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>,
    events: VerdictChangesEvents,
  ) {
    events.onJudged((caller, changed) => this.judge(caller, changed));
  }

  private async judge(caller: Caller, changed: ChangedTerms): Promise<VerdictChangeDto[]> {
    return listTurned(await this.queueAllBut(MOST_JUDGED, caller, changed), (line) => this.judgeLine(caller, line));
  }

  /** The newest candidates, after the others have been queued. */
  private queueAllBut(count: number, caller: Caller, changed: ChangedTerms): Promise<JudgedLine[]> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const lines = await this.candidates.findCandidates(orgId, changed, MOST_REACHED);
      const trigger = 'scanIds' in changed ? 'mark_changed' : 'waiver_changed';
      const cause = { trigger, requestedBy: describeActor(caller), at: this.tenant.now() } as const;
      const others = lines.slice(count).map(({ scanId }) => scanId);
      await this.reevaluations.requireOf(orgId, cause, others);
      return lines.slice(0, count);
    });
  }

  /** A verdict that cannot be judged again stays as it is, and is stale. The write that it follows is stored already. */
  private async judgeLine(caller: Caller, { scanId, status }: JudgedLine): Promise<JudgedLine['status']> {
    try {
      return (await this.recomputations.recompute(caller, scanId)).status;
    } catch (err) {
      if (!(err instanceof AppError))
        this.logger.error({ err, orgId: caller.orgId, scanId }, 'A scan could not be judged again after an approval.');
      return status;
    }
  }
}
