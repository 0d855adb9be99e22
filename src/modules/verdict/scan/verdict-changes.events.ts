import { Injectable } from '@nestjs/common';
import type { RuleName } from '../../../domain/gate/policy.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { VerdictChangeDto } from './dto/verdict-change.dto.js';
import type { ReachOfChange } from './reevaluation.js';

export { VerdictChangeDto } from './dto/verdict-change.dto.js';

/** Subjects of a write: waivers of a rule, or marks of problems that these scans show. */
export type ChangedTerms = (ReachOfChange & { readonly rule: RuleName }) | { readonly scanIds: readonly ScanId[] };
/** Effect of a write on verdicts. */
export interface ChangedVerdicts {
  /** Those that the write turns. */
  readonly changes: VerdictChangeDto[];
  /** Scans whose verdict counts again what is marked now, and is not stale any more. */
  readonly settled: readonly ScanId[];
}

export type ChangesAnswerer = (orgId: OrgId, changed: ChangedTerms, at: Date) => Promise<ChangedVerdicts>;
export type ChangesJudge = (caller: Caller, changed: ChangedTerms) => Promise<VerdictChangeDto[]>;

/** Asks which verdicts a write turns, or has them judged again: the gate does both, a feature above those that write. */
@Injectable()
export class VerdictChangesEvents {
  private answerer: ChangesAnswerer = () => Promise.resolve({ changes: [], settled: [] });
  private judgeOfThem: ChangesJudge = () => Promise.resolve([]);

  onAsked(answerer: ChangesAnswerer): void {
    this.answerer = answerer;
  }

  onJudged(judge: ChangesJudge): void {
    this.judgeOfThem = judge;
  }

  /** Called inside the transaction of the write, after it. */
  ask(orgId: OrgId, changed: ChangedTerms, at: Date): Promise<ChangedVerdicts> {
    return this.answerer(orgId, changed, at);
  }

  /** Called after the transaction of the write; answers the verdicts that turned. */
  judge(caller: Caller, changed: ChangedTerms): Promise<VerdictChangeDto[]> {
    return this.judgeOfThem(caller, changed);
  }
}
