import { Injectable } from '@nestjs/common';
import type { RuleName } from '../../../domain/gate/policy.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { VerdictChangeDto } from './dto/verdict-change.dto.js';
import type { ReachOfChange } from './reevaluation.js';

export { VerdictChangeDto } from './dto/verdict-change.dto.js';

/** Subjects of a write: waivers of a rule, or marks of problems that these scans show. */
export type ChangedTerms = (ReachOfChange & { readonly rule: RuleName }) | { readonly scanIds: readonly ScanId[] };
export type ChangesAnswerer = (orgId: OrgId, changed: ChangedTerms, at: Date) => Promise<VerdictChangeDto[]>;

/** Asks which verdicts a write turns: the gate answers, a feature above those that write. */
@Injectable()
export class VerdictChangesEvents {
  private answerer: ChangesAnswerer = () => Promise.resolve([]);

  onAsked(answerer: ChangesAnswerer): void {
    this.answerer = answerer;
  }

  /** Called inside the transaction of the write, after it. */
  ask(orgId: OrgId, changed: ChangedTerms, at: Date): Promise<VerdictChangeDto[]> {
    return this.answerer(orgId, changed, at);
  }
}
