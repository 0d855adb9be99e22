import { Injectable } from '@nestjs/common';
import { judgeScan } from '../../../domain/gate/judge-scan.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { ScanReader } from '../scan/scan.reader.js';
import { type ChangedTerms, type ChangedVerdicts, VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { listTurned, MOST_JUDGED } from './list-turned.js';
import { SettledVerdicts } from './settled-verdicts.js';
import { TurnedScansReadModel } from './turned-scans.read-model.js';

/** Says which verdicts a write of waivers, marks or acceptances turns, as a preview of each judges it, and settles those of undone marks. */
@Injectable()
export class VerdictChanges {
  constructor(
    private readonly candidates: TurnedScansReadModel,
    private readonly scans: ScanReader,
    private readonly inputs: GateInputsReader,
    private readonly verdicts: SettledVerdicts,
    events: VerdictChangesEvents,
  ) {
    events.onAsked((orgId, changed, at) => this.find(orgId, changed, at));
  }

  private async find(orgId: OrgId, changed: ChangedTerms, at: Date): Promise<ChangedVerdicts> {
    const settled: ScanId[] = [];
    const lines = await this.candidates.findCandidates(orgId, changed, MOST_JUDGED);
    const changes = await listTurned(lines, async ({ scanId, status }) => {
      const scan = await this.scans.getScan(orgId, scanId);
      const inputs = await this.inputs.readGateInputs(scan, at);
      const judgement = judgeScan(scan, inputs, at);
      const maySettle = 'scanIds' in changed && judgement.status === status;
      if (maySettle && (await this.verdicts.settle(scan, inputs, judgement, at))) settled.push(scanId);
      return judgement.status;
    });
    return { changes, settled };
  }
}
