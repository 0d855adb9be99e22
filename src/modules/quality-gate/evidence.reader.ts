import { Injectable } from '@nestjs/common';
import { NO_EVIDENCE, type VerdictEvidence } from '../../domain/gate/evidence.js';
import { explainCoverage } from '../../domain/gate/explain-coverage.js';
import type { OrganizationSwitches } from '../../domain/gate/organization-switches.js';
import { BaseReader } from '../baseline/base.reader.js';
import type { Scan, ScanCoverage } from '../scan/scan.reader.js';

/** Gathers what explains a verdict from the features that know it, inside the open tenant transaction. */
@Injectable()
export class EvidenceReader {
  constructor(private readonly bases: BaseReader) {}

  /** @param coverage the scan's, as it is judged */
  async read(scan: Scan, coverage: ScanCoverage, { untestedFiles }: OrganizationSwitches): Promise<VerdictEvidence> {
    const base = await this.bases.find(scan);
    const known = {
      own: linesOf(coverage),
      ofBase: base && linesOf(base.scan.coverage),
      hasBase: base !== null,
      detail: coverage.detail,
    };
    const explained = explainCoverage(known, untestedFiles);
    return { ...NO_EVIDENCE, coverage: explained.evidence, warnings: explained.warnings };
  }
}

const linesOf = ({ fileCount, linesTotal, linesCovered }: ScanCoverage) =>
  fileCount === 0 ? null : { linesTotal, linesCovered };
