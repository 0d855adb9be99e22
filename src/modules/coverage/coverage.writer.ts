import { Injectable } from '@nestjs/common';
import { findCoverageGaps } from '../../domain/coverage/coverage-gaps.js';
import type { Finding } from '../../domain/findings/finding.js';
import { FindingsWriter } from '../findings/findings.writer.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import type { Scan, ScanCoverage } from '../scan/scan.reader.js';
import { CoverageReader } from './coverage.reader.js';
import { CoverageRepository } from './coverage.repository.js';

/** The name under which files with little coverage are listed among the findings. */
const GAP_TOOL = 'coverage';

/** Sums up a scan's coverage, inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class CoverageWriter {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly reader: CoverageReader,
    private readonly findings: FindingsWriter,
    private readonly organizations: OrganizationReader,
  ) {}

  /**
   * Totals over all lines and over the lines that the change adds; stores a finding for each file with little coverage. A
   * scan that had files once is measured again, as an empty report can replace what was uploaded under its key.
   */
  async finalizeCoverage(scan: Scan): Promise<ScanCoverage> {
    const coverage = await this.reader.measure(scan);
    if (coverage.fileCount > 0 || scan.coverage.fileCount > 0) await this.saveGaps(scan);
    return coverage;
  }

  private async saveGaps(scan: Scan): Promise<void> {
    const { orgId, id } = scan;
    const { coverageGapMediumPct: mediumPct, coverageGapHighPct: highPct } = await this.organizations.settings(orgId);
    const gaps: Finding[] = [];
    for await (const files of this.repository.listAll(orgId, id)) {
      const judged = files.map((file) => ({ path: file.filePath, ...file }));
      gaps.push(...findCoverageGaps(judged, { mediumPct, highPct }));
    }
    await this.findings.replaceOwn(scan, { tool: GAP_TOOL, toolVersion: null, findings: gaps }, 'coverage');
  }
}
