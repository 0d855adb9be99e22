import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../../../domain/base/baseline-branches.js';
import type { BaseChoice } from '../../../../domain/base/choose-base.js';
import type { ScanId } from '../../../../domain/ids.js';
import { together } from '../../../../platform/database/together.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { BaseChoiceReader } from '../../scan/base-choice.reader.js';
import type { Scan } from '../../scan/scan.reader.js';
import type { FindingReport } from '../finding-report.js';
import { FindingReportRepository } from '../finding-report.repository.js';

/** Scans that the findings of a change are compared with. */
export interface TrackedPlaces {
  /** Null: the baseline is what they are compared with. */
  readonly base: BaseChoice<ScanId> | null;
  readonly changedSinceBase: readonly string[] | null;
  readonly reportsOnBase: ReadonlyMap<string, FindingReport>;
  /** The newest scan of the target branch; null where it is the base. */
  readonly targetId: ScanId | null;
  /** Scans of pull requests below the change that were closed without a merge. */
  readonly abandonedIds: readonly ScanId[];
}

/** Reads which scans the findings of a scan are compared with, inside the open tenant transaction. */
@Injectable()
export class ComparedBaseReader {
  constructor(
    private readonly bases: BaseReader,
    private readonly choices: BaseChoiceReader,
    private readonly reports: FindingReportRepository,
  ) {}

  async readPlaces(scan: Scan): Promise<TrackedPlaces> {
    const [compared, { targetId, abandonedIds }] = await together([
      this.readBase(scan),
      this.choices.findLenders(scan),
    ]);
    return { ...compared, targetId: targetId === compared.base?.id ? null : targetId, abandonedIds };
  }

  /** Null: the baseline is what findings are compared with. */
  async findBase(scan: Scan): Promise<BaseChoice<ScanId> | null> {
    return isOfStoredBaseline(scan) ? null : this.bases.findChoice(scan);
  }

  /**
   * The scan that findings are compared with. A scan of the default branch is compared with the baseline, which knows what
   * tools found that did not run each time; so is a change without a base.
   */
  private async readBase(scan: Scan): Promise<Pick<TrackedPlaces, 'base' | 'changedSinceBase' | 'reportsOnBase'>> {
    const base = await this.findBase(scan);
    if (base === null) return { base, changedSinceBase: null, reportsOnBase: new Map() };
    const [reports, changedSinceBase] = await together([
      this.reports.listReports(scan.orgId, base.id),
      this.bases.findChangedSince(scan, base),
    ]);
    return { base, changedSinceBase, reportsOnBase: new Map(reports.map((report) => [report.tool, report])) };
  }
}
