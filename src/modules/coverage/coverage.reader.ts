import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import { coverageOfChange } from '../../domain/coverage/patch-coverage.js';
import { type Scan, type ScanCoverage, ScanReader } from '../scan/scan.reader.js';
import { CoverageRepository } from './coverage.repository.js';

/** The coverage of scans as other features read it, inside the open tenant transaction. */
@Injectable()
export class CoverageReader {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
  ) {}

  /** What all reports of a scan come to by now, over all lines and over the lines that its change adds. */
  async measure(scan: Scan): Promise<ScanCoverage> {
    const totals = await this.repository.totals(scan.orgId, scan.id);
    const changes = totals.fileCount === 0 ? null : await this.scans.findChanges(scan.orgId, scan.id);
    const changed = changes && (await this.coverageOf(scan, changes));
    return {
      ...totals,
      changedLinesTotal: changed?.linesTotal ?? null,
      changedLinesCovered: changed?.linesCovered ?? null,
    };
  }

  private async coverageOf(scan: Scan, changes: ChangedLines): Promise<{ linesTotal: number; linesCovered: number }> {
    const paths = changes.files.filter((file) => file.added.length > 0).map((file) => file.path);
    const stored = await this.repository.findFiles(scan.orgId, scan.id, paths);
    return coverageOfChange(changes, (path) => {
      const file = stored.get(path);
      return file ? unpackCoverage(path, file.packed) : null;
    });
  }
}
