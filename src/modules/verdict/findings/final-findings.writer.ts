import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import { completeIdentity, isSameIdentity } from '../../../domain/base/same-tool.js';
import { GAP_TOOL } from '../../../domain/coverage/gap-tool.js';
import type { Finding } from '../../../domain/findings/finding.js';
import { hasFindings } from '../../../domain/findings/run-state.js';
import type { LoosenedSetting } from '../../../domain/loosened/loosened-setting.js';
import { unmatchedPathsOf } from '../../../domain/paths/unmatched-paths.js';
import { isAnalyzerReport, isKnowing, isOfDirectives } from '../../../domain/scanned/compared-runs.js';
import { together } from '../../../platform/database/together.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import type { BaselineTool } from '../baseline/baseline.writer.js';
import type { Scan, TrackingConfidence } from '../scan/scan.reader.js';
import { FinalFactsReader } from './final-facts.reader.js';
import { type FindingReport, measuresOf, type ReportedMeasures } from './finding-report.js';
import { toToolFindings } from './ingest/tool-findings.js';
import { NoLongerCheckedReader } from './no-longer-checked.reader.js';
import { ReportContents } from './report-contents.js';
import { reportOf, type ReportSource } from './report-source.js';
import { FindingPlacer, type PlacedReports } from './tracking/finding-placer.js';
import { type FoundNow, ReportTracker } from './tracking/report-tracker.js';

/** Findings of a scan as completion leaves them, with what their reports measure. */
export interface FinalFindings {
  readonly hasFindingsReport: boolean;
  /** Number of the base's problems that are gone, and that tools still look for. */
  readonly fixedCount: number;
  /** Number of those that are gone as a tool looks for them no more. */
  readonly noLongerChecked: number;
  readonly tracking: TrackingConfidence | null;
  readonly measures: ReportedMeasures;
  /** Tools whose findings the stored baseline has from now on; null for a scan that does not change it. */
  readonly baselines: readonly BaselineTool[] | null;
}

type Comparison = Pick<FinalFindings, 'fixedCount' | 'noLongerChecked' | 'tracking'>;

const NOTHING_PLACED: PlacedReports = { findings: new Map(), moved: new Map(), unmatched: new Map() };

/** Findings of scans as their completion leaves them, changed inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class FinalFindingsWriter {
  constructor(
    private readonly facts: FinalFactsReader,
    private readonly placer: FindingPlacer,
    private readonly tracker: ReportTracker,
    private readonly contents: ReportContents,
    private readonly noLongerChecked: NoLongerCheckedReader,
    private readonly quotas: QuotaWriter,
  ) {}

  /**
   * Brings newness up to date with what changed since the upload: baseline, changed lines, marks. Of a completed scan, to which
   * coverage came late, the gaps alone are tracked: all else was compared with what there was at its completion.
   *
   * @param gaps files with little coverage, as findings; null where there never were files
   */
  async finalizeFindings(scan: Scan, gaps: readonly Finding[] | null): Promise<FinalFindings> {
    const { stored, secret, list, loosened } = await this.facts.read(scan, gaps !== null);
    const found = gaps && toToolFindings({ tool: GAP_TOOL, toolVersion: null, findings: gaps }, secret!);
    const placed = scan.state === 'pending' ? await this.placer.placeAgain(scan, stored, list) : NOTHING_PLACED;
    const areOpen = scan.state === 'pending';
    const retracked = await this.retrack(scan, stored, { gaps: found, placed, areOpen });
    const reports = await this.contents.withFixedClones(scan, retracked);
    return {
      hasFindingsReport: reports.some(isKnowing),
      ...(await this.comparisonOf(scan, reports, loosened)),
      measures: measuresOf(reports),
      baselines: isOfStoredBaseline(scan) ? reports.filter(({ state }) => hasFindings(state)) : null,
    };
  }

  /** Compares the findings of a completed scan with another base. */
  async compareAgain(scan: Scan): Promise<Comparison> {
    const { stored, loosened } = await this.facts.readAgain(scan);
    const retracked = await this.retrack(scan, stored, { gaps: null, placed: NOTHING_PLACED, areOpen: true });
    return this.comparisonOf(scan, await this.contents.withFixedClones(scan, retracked), loosened);
  }

  private async comparisonOf(
    scan: Scan,
    reports: readonly FindingReport[],
    loosened: readonly LoosenedSetting[] | null,
  ): Promise<Comparison> {
    const gone = reports.reduce((sum, report) => sum + (isOfDirectives(report) ? 0 : report.fixedCount), 0);
    const tools = reports.filter(({ state }) => hasFindings(state)).map(({ tool }) => tool);
    const unchecked = gone === 0 ? 0 : await this.noLongerChecked.count(scan, new Set(tools), loosened ?? []);
    return {
      fixedCount: Math.max(0, gone - unchecked),
      noLongerChecked: unchecked,
      tracking: reports.some(isUnsure) ? 'low_confidence' : null,
    };
  }

  /**
   * Recognizes findings again where something changed. Answers the reports as they are now.
   */
  private async retrack(
    scan: Scan,
    stored: readonly FindingReport[],
    { gaps, placed, areOpen }: FoundNow,
  ): Promise<FindingReport[]> {
    const others = stored.filter(({ tool }) => tool !== gaps?.tool);
    const reports = gaps === null ? others : [reportOf(gaps, gapSource(scan)), ...others];
    const named = reports.map((report) => withUnmatched(withFinalPaths(withIdentity(scan, report)), placed));
    const found = new Map([...placed.findings, ...(gaps === null ? [] : [[gaps.tool, gaps] as const])]);
    const tracked = await this.tracker.trackChanged(scan, named, { gaps, areOpen, found });
    const saved = await together(
      tracked.map(([report, findings]) => this.contents.saveContents(scan, report, findings)),
    );
    const savedOf = new Map(saved.map(({ report }) => [report.tool, report]));
    const updated = named.map((report) => savedOf.get(report.tool) ?? report);
    const renamed = named.filter((report, at) => report !== reports[at] && !savedOf.has(report.tool));
    await together([
      ...saved.map((each) => this.contents.saveNamed(scan, each)),
      ...renamed.map((report) => this.contents.saveReport(scan, report)),
      this.quotas.addStoredBytes(scan.orgId, bytesOf(updated) - bytesOf(stored)),
    ]);
    for (const [tool, files] of placed.moved) await this.contents.moveFixes(scan, tool, files);
    return updated;
  }
}

/** Origin of gaps: our own reading of the coverage reports. */
const gapSource = ({ completionRequestedAt, createdAt }: Scan): ReportSource => ({
  format: 'coverage',
  duplicationPct: null,
  duplicatedLines: null,
  linesOfCode: null,
  digest: null,
  toolVersion: null,
  configDigest: null,
  rejected: 0,
  uploadedAt: completionRequestedAt ?? createdAt,
  placing: null,
});

const bytesOf = (reports: readonly FindingReport[]): number =>
  reports.reduce((sum, { storedBytes }) => sum + storedBytes, 0);

/** The report without what could place its paths again. The very same where that is nothing. */
const withFinalPaths = (report: FindingReport): FindingReport =>
  (report.placing?.paths.length ?? 0) === 0 ? report : { ...report, placing: null };

/** The report with the paths that name no known file. The very same where that is none. */
function withUnmatched(report: FindingReport, { unmatched }: PlacedReports): FindingReport {
  const paths = unmatched.get(report.tool);
  if (paths === undefined || report.placing === null) return report;
  return { ...report, placing: { ...report.placing, unmatched: unmatchedPathsOf(paths) } };
}

/** The report with what CI says of its tool. The very same where that is nothing new. */
function withIdentity({ namedTools, metrics }: Scan, report: FindingReport): FindingReport {
  const named = isAnalyzerReport(report) ? namedTools : [];
  const run = completeIdentity(report.tool, report, named, metrics.toolVersions);
  return isSameIdentity(run, report) ? report : { ...report, ...run };
}

/** Files with little coverage have no source text to know, and no verdict rests on whether they are new. */
const isUnsure = (report: FindingReport): boolean => isAnalyzerReport(report) && report.tracking !== null;
