import { Injectable } from '@nestjs/common';
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

  /** Notes that problems were marked, or are no longer; answers the verdicts that this turns. */
  async follow(caller: Caller, located: LocatedIssues, at: Date): Promise<VerdictChangeDto[]> {
    const { orgId } = caller;
    const scanIds = await this.scans.marksChanged(caller, await this.issues.scansToActOn(orgId, located), at);
    return this.changes.ask(orgId, { scanIds }, at);
  }
}

type LocatedIssues = Parameters<IssueReadModel['scansToActOn']>[1];
