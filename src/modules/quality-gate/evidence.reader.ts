import { Injectable } from '@nestjs/common';
import { warnOfKeptBaseline } from '../../domain/base/kept-from-baseline.js';
import { NO_EVIDENCE, type VerdictEvidence } from '../../domain/gate/evidence.js';
import { explainCoverage } from '../../domain/gate/explain-coverage.js';
import { explainReports } from '../../domain/gate/explain-reports.js';
import type { OrganizationSwitches } from '../../domain/gate/organization-switches.js';
import type { Base } from '../baseline/base.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import type { Scan, ScanCoverage } from '../scan/scan.reader.js';

/** Gathers what explains a verdict from the features that know it, inside the open tenant transaction. */
@Injectable()
export class EvidenceReader {
  constructor(private readonly findings: FindingsReader) {}

  /** @param coverage the scan's, as it is judged */
  async read(
    scan: Scan,
    base: Base | null,
    coverage: ScanCoverage,
    { untestedFiles }: OrganizationSwitches,
  ): Promise<VerdictEvidence> {
    const known = {
      own: linesOf(coverage),
      ofBase: base && linesOf(base.scan.coverage),
      hasBase: base !== null,
      detail: coverage.detail,
    };
    const explained = explainCoverage(known, untestedFiles);
    const reports = explainReports(
      await this.findings.findRuns(scan.orgId, scan.id),
      base && (await this.findings.findRuns(scan.orgId, base.scan.id)),
    );
    return {
      ...NO_EVIDENCE,
      coverage: explained.evidence,
      reports: reports.evidence,
      warnings: [...warnOfKeptBaseline(scan), ...reports.warnings, ...explained.warnings],
    };
  }
}

const linesOf = ({ fileCount, linesTotal, linesCovered }: ScanCoverage) =>
  fileCount === 0 ? null : { linesTotal, linesCovered };
