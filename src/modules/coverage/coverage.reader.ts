import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import type { FileCounts } from '../../domain/coverage/compare-coverage.js';
import { detailOf, type UnmatchedPaths } from '../../domain/coverage/coverage-detail.js';
import { findCoverageGaps } from '../../domain/coverage/coverage-gaps.js';
import type { CoverageFormat } from '../../domain/coverage/coverage-report.js';
import { type ChangeCoverage, extensionOf, fileNameOf, measureChange } from '../../domain/coverage/measure-change.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import type { Finding } from '../../domain/findings/finding.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { type Scan, type ScanCoverage, ScanReader } from '../scan/scan.reader.js';
import { CoverageRepository } from './coverage.repository.js';

/** The coverage of scans as other features read it, inside the open tenant transaction. */
@Injectable()
export class CoverageReader {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
    private readonly organizations: OrganizationReader,
  ) {}

  /** Coverage of all reports of a scan by now, over all lines and over the lines that its change adds. */
  async measure(scan: Scan): Promise<ScanCoverage> {
    const { orgId, id } = scan;
    const totals = await this.repository.totals(orgId, id);
    if (!(await this.repository.hasUploads(orgId, id)))
      return { ...totals, changedLinesTotal: null, changedLinesCovered: null, detail: null };
    const hasFiles = totals.fileCount > 0;
    const unmatched = await this.repository.unmatchedPaths(orgId, id);
    const changes = await this.scans.findChanges(orgId, id);
    const change = changes && (await this.measureChange(scan, changes, unmatched));
    return {
      ...totals,
      changedLinesTotal: hasFiles ? (change?.linesTotal ?? null) : null,
      changedLinesCovered: hasFiles ? (change?.linesCovered ?? null) : null,
      detail: detailOf(change, hasFiles, unmatched),
    };
  }

  /** A finding for each file with little coverage, by the limits of the organization. */
  async findGaps({ orgId, id }: Scan): Promise<Finding[]> {
    const { coverageGapMediumPct: mediumPct, coverageGapHighPct: highPct } = await this.organizations.settings(orgId);
    const gaps: Finding[] = [];
    for await (const files of this.repository.listAll(orgId, id)) {
      const judged = files.map((file) => ({ path: file.filePath, ...file }));
      gaps.push(...findCoverageGaps(judged, { mediumPct, highPct }));
    }
    return gaps;
  }

  /** Lines of each of the scan's files, and those that ran. */
  async listFileCounts({ orgId, id }: Pick<Scan, 'orgId' | 'id'>): Promise<FileCounts[]> {
    const counts: FileCounts[] = [];
    for await (const files of this.repository.listAll(orgId, id))
      for (const { filePath, linesTotal, linesCovered } of files) counts.push({ filePath, linesTotal, linesCovered });
    return counts;
  }

  /** Formats of the scan's reports, each once. */
  findFormats({ orgId, id }: Scan): Promise<CoverageFormat[]> {
    return this.repository.findFormats(orgId, id);
  }

  private async measureChange(
    { orgId, id }: Scan,
    changes: ChangedLines,
    unmatched: UnmatchedPaths,
  ): Promise<ChangeCoverage> {
    const paths = changes.files.filter((file) => file.added.length > 0).map((file) => file.path);
    const stored = await this.repository.findFiles(orgId, id, paths);
    const unknown = paths.filter((path) => !stored.has(path));
    const names = unmatched.count === 0 ? [] : await this.repository.unmatchedNames(orgId, id, unknown.map(fileNameOf));
    return measureChange(changes, {
      linesOf: (path) => {
        const file = stored.get(path);
        return file ? unpackCoverage(path, file.packed) : null;
      },
      extensions: new Set(unknown.length === 0 ? [] : (await this.repository.extensions(orgId, id)).map(extensionOf)),
      unmatchedNames: new Set(names),
    });
  }
}
