import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../../domain/ids.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { ScanWriter } from '../../scan/scan.writer.js';
import { type VerdictChangeDto, VerdictChangesEvents } from '../../scan/verdict-changes.events.js';
import { IssueReadModel } from './issue.read-model.js';

/** Makes verdicts follow the marks of problems, inside the open tenant transaction. */
@Injectable()
export class MarkedVerdicts {
  constructor(
    private readonly issues: IssueReadModel,
    private readonly scans: ScanWriter,
    private readonly changes: VerdictChangesEvents,
  ) {}

  /** Makes verdicts stale after marks of problems were set or removed. */
  async follow(caller: Caller, located: LocatedIssues, at: Date): Promise<FollowedMarks> {
    const { orgId } = caller;
    const scanIds = await this.scans.marksChanged(caller, await this.issues.scansToActOn(orgId, located), at);
    const { changes } = await this.changes.ask(orgId, { scanIds }, at);
    return { scanIds, changes };
  }
}

/** Scans that show marked problems, and the verdicts that the marks turn. */
export interface FollowedMarks {
  readonly scanIds: readonly ScanId[];
  readonly changes: VerdictChangeDto[];
}

type LocatedIssues = Parameters<IssueReadModel['scansToActOn']>[1];
