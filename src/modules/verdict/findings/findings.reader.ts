import { Injectable } from '@nestjs/common';
import type { NewDuplication } from '../../../domain/findings/clones/judge-clone.js';
import { type RunState } from '../../../domain/findings/run-state.js';
import type { CandidateFinding } from '../../../domain/gate/actions/action-facts.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { joinUnmatched, type UnmatchedPaths } from '../../../domain/paths/unmatched-paths.js';
import type { PlacedCopies } from '../../../domain/scanned/clone-rows.js';
import { type ComparedTools, compareRuns, isAnalyzerReport, isKnowing } from '../../../domain/scanned/compared-runs.js';
import { together } from '../../../platform/database/together.js';
import type { ProblemChange, Scan } from '../scan/scan.reader.js';
import { measuresOf, type ReportedMeasures } from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { countChange } from './storage/count-change.js';
import { CountedFindingsReader } from './storage/counted-findings.reader.js';
import { type CountedFindings, FindingCountsReader } from './storage/finding-counts.reader.js';
import { FindingStore } from './storage/finding-store.js';
import { ScanManifestRepository } from './storage/scan-manifest.repository.js';
import { CloneTracker, reportsClones } from './tracking/clone-tracker.js';

/** An analyzer that a report names: its version where the report gives it, and how its run ended. */
export interface AnalyzerRun {
  readonly tool: string;
  readonly version: string | null;
  readonly state: RunState;
}

/** Findings as other features read them, inside the open tenant transaction. */
@Injectable()
export class FindingsReader {
  constructor(
    private readonly counts: FindingCountsReader,
    private readonly counted: CountedFindingsReader,
    private readonly store: FindingStore,
    private readonly reports: FindingReportRepository,
    private readonly manifests: ScanManifestRepository,
    private readonly clones: CloneTracker,
  ) {}

  /** The scan's findings counted under the marks of now. */
  countFindings(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<CountedFindings> {
    return this.counts.countFindings(scan);
  }

  /** The findings that rules count, one by one, under the marks of now; new ones alone where `isNewOnly` is true. */
  listCounted(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>, isNewOnly: boolean): Promise<CandidateFinding[]> {
    return this.counted.listCounted(scan, isNewOnly);
  }

  /** Copies of duplicated texts under the marks of now, those in one file that meet as one. */
  listCopies(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<PlacedCopies> {
    return this.clones.listCopies(scan);
  }

  /** True when any analyzer reported on the code, be it without findings. */
  async hasReport(orgId: OrgId, scanId: ScanId): Promise<boolean> {
    return (await this.reports.listReports(orgId, scanId)).some(isKnowing);
  }

  async findMeasures(orgId: OrgId, scanId: ScanId): Promise<ReportedMeasures> {
    return measuresOf(await this.reports.listReports(orgId, scanId));
  }

  /** Duplication among the lines that the change adds, under the marks of now; null where either is not known. */
  async measureNewDuplication(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<NewDuplication | null> {
    const reports = await this.reports.listReports(scan.orgId, scan.id);
    return reports.some(reportsClones) ? this.clones.measureNewDuplication(scan) : null;
  }

  /** Analyzers that the scan's reports name, in the order of their names, and how each of them ended. */
  async findRuns(orgId: OrgId, scanId: ScanId): Promise<AnalyzerRun[]> {
    const reports = (await this.reports.listReports(orgId, scanId)).filter(isAnalyzerReport);
    return reports.map(({ tool, toolVersion, state }) => ({ tool, version: toolVersion, state }));
  }

  /** Paths of the scan's findings that name no known file, the first ten of each report. */
  async findUnmatchedPaths(orgId: OrgId, scanId: ScanId): Promise<UnmatchedPaths> {
    const reports = await this.reports.listReports(orgId, scanId);
    const unmatched = reports.flatMap(({ placing }) => placing?.unmatched ?? []);
    return joinUnmatched(unmatched);
  }

  /** Problems that the scan has and another one of its repository has not, and the other way round: by their ids. */
  async countChange(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>, otherId: ScanId): Promise<ProblemChange> {
    const [own, others] = await together([this.store.loadAll(scan), this.store.loadAll({ ...scan, id: otherId })]);
    return countChange(others, own);
  }

  /** Paths of the files with findings, tool by tool. */
  async listPaths(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<string[]> {
    return (await this.store.loadAll(scan)).flatMap(({ manifest }) => manifest.map(({ path }) => path));
  }

  /** Number of unrecognized findings that count as inherited, as the change left their lines alone. */
  countUntouched(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<number> {
    return this.counts.countUntouched(scan);
  }

  /** Compares the analyzers of a scan with those that its base ran. */
  async compareTools(orgId: OrgId, scanId: ScanId, baseId: ScanId): Promise<ComparedTools> {
    const [ofBase, own] = await together([
      this.reports.listReports(orgId, baseId),
      this.reports.listReports(orgId, scanId),
    ]);
    return compareRuns(own, ofBase);
  }

  /**
   * Rules that the base has no finding of, and that report on lines that the change did not touch, in their order; and
   * the number of unknown findings on lines in which it edited white space alone.
   */
  async findRemarks(scan: Pick<Scan, 'orgId' | 'id'>): Promise<{ newRules: string[]; reindentedCount: number }> {
    const [reports, remarks] = await together([
      this.reports.listReports(scan.orgId, scan.id),
      this.manifests.listRemarks(scan.orgId, scan.id),
    ]);
    const analyzers = new Set(reports.filter(isAnalyzerReport).map(({ tool }) => tool));
    const own = remarks.filter(({ tool }) => analyzers.has(tool));
    return {
      newRules: [...new Set(own.flatMap(({ newRules }) => newRules))].sort(),
      reindentedCount: own.reduce((sum, { reindented }) => sum + reindented, 0),
    };
  }
}
