import { Injectable } from '@nestjs/common';
import { judgeScan } from '../../../domain/gate/judge-scan.js';
import type { OrgId } from '../../../domain/ids.js';
import { ScanReader } from '../scan/scan.reader.js';
import { type ChangedTerms, type VerdictChangeDto, VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { TurnedScansReadModel } from './turned-scans.read-model.js';

/** Verdicts that one write looks at: each is a judgement. */
const MOST_JUDGED = 50;

/** Says which verdicts a write of waivers, marks or acceptances turns, as a preview of each judges it. */
@Injectable()
export class VerdictChanges {
  constructor(
    private readonly candidates: TurnedScansReadModel,
    private readonly scans: ScanReader,
    private readonly inputs: GateInputsReader,
    events: VerdictChangesEvents,
  ) {
    events.onAsked((orgId, changed, at) => this.find(orgId, changed, at));
  }

  private async find(orgId: OrgId, changed: ChangedTerms, at: Date): Promise<VerdictChangeDto[]> {
    const turned: VerdictChangeDto[] = [];
    for (const line of await this.candidates.findCandidates(orgId, changed, MOST_JUDGED)) {
      const { scanId, repo, branch, prNumber, status: from } = line;
      const scan = await this.scans.getScan(orgId, scanId);
      const { status: to } = judgeScan(scan, await this.inputs.readGateInputs(scan, at), at);
      if (to !== from) turned.push({ scan_id: scanId, repo, branch, pr_number: prNumber, from, to });
    }
    return turned;
  }
}
