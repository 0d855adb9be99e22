import { Injectable } from '@nestjs/common';
import { together } from '../../../../platform/database/together.js';
import { BaselineReader } from '../../baseline/baseline.reader.js';
import type { Scan } from '../../scan/scan.reader.js';
import { PreviousReportReadModel } from './previous-report.read-model.js';

/** Reads where the findings of tools were before a scan, inside the open tenant transaction. */
@Injectable()
export class EarlierReportsReader {
  constructor(
    private readonly baselines: BaselineReader,
    private readonly previousReports: PreviousReportReadModel,
  ) {}

  /** The baselines of the default branch, and the newest scans of the same change, by tool. */
  async read(scan: Scan, tools: readonly string[]) {
    const { orgId, repoId, defaultBranch } = scan;
    const [baselines, previousIds] = await together([
      this.baselines.findBaselines(orgId, repoId, defaultBranch),
      this.previousReports.findScans(scan, tools),
    ]);
    return { baselines, previousIds };
  }
}
