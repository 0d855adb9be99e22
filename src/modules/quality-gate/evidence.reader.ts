import { Injectable } from '@nestjs/common';
import { NO_EVIDENCE, type VerdictEvidence } from '../../domain/gate/evidence.js';
import type { OrgId } from '../../domain/ids.js';
import type { Scan } from '../scan/scan.reader.js';

/** Gathers what explains a verdict from the features that know it, inside the open tenant transaction. */
@Injectable()
export class EvidenceReader {
  read(_orgId: OrgId, _scan: Scan): Promise<VerdictEvidence> {
    return Promise.resolve(NO_EVIDENCE);
  }
}
