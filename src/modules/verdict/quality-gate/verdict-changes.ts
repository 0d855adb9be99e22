import { Injectable } from '@nestjs/common';
import { judgeScan } from '../../../domain/gate/judge-scan.js';
import type { OrgId } from '../../../domain/ids.js';
import { ScanReader } from '../scan/scan.reader.js';
import { type ChangedTerms, type VerdictChangeDto, VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { listTurned, MOST_JUDGED } from './list-turned.js';
import { TurnedScansReadModel } from './turned-scans.read-model.js';

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
    return listTurned(await this.candidates.findCandidates(orgId, changed, MOST_JUDGED), async ({ scanId }) => {
      const scan = await this.scans.getScan(orgId, scanId);
      return judgeScan(scan, await this.inputs.readGateInputs(scan, at), at).status;
    });
  }
}
