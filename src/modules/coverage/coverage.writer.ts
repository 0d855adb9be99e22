import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import { findCoverageGaps } from '../../domain/coverage/coverage-gaps.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import { coverageOfChange } from '../../domain/coverage/patch-coverage.js';
import type { Finding } from '../../domain/findings/finding.js';
import { FindingsWriter } from '../findings/findings.writer.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { CoverageRepository } from './coverage.repository.js';

/** The name under which files with little coverage are listed among the findings. */
const GAP_TOOL = 'coverage';

/** Drawing the sum of a scan's coverage, inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class CoverageWriter {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly findings: FindingsWriter,
    private readonly organizations: OrganizationReader,
  ) {}

  /** Totals over all lines and over the lines that the change adds, and a finding for each file with little coverage. */
  async settle(scan: Scan): Promise<void> {
    const { orgId, id } = scan;
    const totals = await this.repository.totals(orgId, id);
    // Of a scan that had files once, as an empty report can replace what was uploaded under its key, all is drawn anew.
    if (totals.fileCount === 0 && scan.coverage.fileCount === 0) return;
    const changes = await this.scans.findChanges(orgId, id);
    const changed = changes && (await this.coverageOf(scan, changes));
    await this.scanWriter.saveCoverage(orgId, id, {
      ...totals,
      changedLinesTotal: changed?.linesTotal ?? null,
      changedLinesCovered: changed?.linesCovered ?? null,
    });
    await this.saveGaps(scan);
  }

  private async coverageOf(scan: Scan, changes: ChangedLines): Promise<{ linesTotal: number; linesCovered: number }> {
    const paths = changes.files.filter((file) => file.added.length > 0).map((file) => file.path);
    const stored = await this.repository.findFiles(scan.orgId, scan.id, paths);
    return coverageOfChange(changes, (path) => {
      const file = stored.get(path);
      return file ? unpackCoverage(path, file.packed) : null;
    });
  }

  private async saveGaps(scan: Scan): Promise<void> {
    const { orgId, id } = scan;
    const { coverageGapMediumPct: mediumPct, coverageGapHighPct: highPct } = await this.organizations.settings(orgId);
    const gaps: Finding[] = [];
    const digest = createHash('sha256');
    for await (const files of this.repository.listAll(orgId, id)) {
      digest.update(JSON.stringify(files));
      const judged = files.map((file) => ({ path: file.filePath, ...file }));
      gaps.push(...findCoverageGaps(judged, { mediumPct, highPct }));
    }
    await this.findings.replaceOwn(
      scan,
      { tool: GAP_TOOL, toolVersion: null, findings: gaps },
      {
        format: 'coverage',
        digest: digest.digest(),
        duplicationPct: null,
        linesOfCode: null,
      },
    );
  }
}
