import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import { completeIdentity, isSameIdentity } from '../../../domain/base/same-tool.js';
import { GAP_TOOL } from '../../../domain/coverage/gap-tool.js';
import { TABLES_VERSION } from '../../../domain/findings/classify/tables-version.js';
import { MAX_DIRECTIVES } from '../../../domain/findings/directive.js';
import type { Finding } from '../../../domain/findings/finding.js';
import { type NamedReport, nameUnnamedReport } from '../../../domain/findings/name-report.js';
import type { RuleOfTool } from '../../../domain/findings/rule-help.js';
import { hasFindings } from '../../../domain/findings/run-state.js';
import { findingCount } from '../../../domain/findings/segments/file-facts.js';
import type { LoosenedSetting } from '../../../domain/loosened/loosened-setting.js';
import { unmatchedPathsOf } from '../../../domain/paths/unmatched-paths.js';
import { isAnalyzerReport, isKnowing, isOfDirectives } from '../../../domain/scanned/compared-runs.js';
import { together } from '../../../platform/database/together.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import type { BaselineTool } from '../baseline/baseline.writer.js';
import { type Scan, ScanReader, type TrackingConfidence } from '../scan/scan.reader.js';
import { type FindingReport, measuresOf, type ReportedMeasures } from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { type ToolFindings, toToolFindings, withStored } from './ingest/tool-findings.js';
import { NoLongerCheckedReader } from './no-longer-checked.reader.js';
import { FindingStore } from './storage/finding-store.js';
import { digestOf, RuleHelpRepository, type ToolVersion } from './storage/rule-help.repository.js';
import { SegmentRepository } from './storage/segment.repository.js';
import { CloneTracker } from './tracking/clone-tracker.js';
import { FindingPlacer, type PlacedReports } from './tracking/finding-placer.js';
import { type TrackedFindings, Tracker } from './tracking/tracker.js';
import { TrackingInputsReader } from './tracking/tracking-inputs.reader.js';

/** Origin of a tool's findings, and the measures of the whole code base in its report. */
export type ReportSource = Pick<
  FindingReport,
  | 'format'
  | 'duplicationPct'
  | 'duplicatedLines'
  | 'linesOfCode'
  | 'digest'
  | 'toolVersion'
  | 'configDigest'
  | 'rejected'
  | 'uploadedAt'
  | 'placing'
>;

/** Effect of a tool's report on what is stored. */
export interface StoredReport {
  /** True for the first report of its tool. */
  readonly isFirst: boolean;
  /** Bytes that are stored now, less those of the tool's report before. */
  readonly addedBytes: number;
  /** Number of findings that the scan has of the tool now. */
  readonly count: number;
}

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

/** Findings of scans, changed inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class FindingsWriter {
  constructor(
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
    private readonly reports: FindingReportRepository,
    private readonly help: RuleHelpRepository,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly placer: FindingPlacer,
    private readonly inputs: TrackingInputsReader,
    private readonly tracker: Tracker,
    private readonly clones: CloneTracker,
    private readonly noLongerChecked: NoLongerCheckedReader,
    private readonly quotas: QuotaWriter,
  ) {}

  /** Name under which a tool's report is kept, and whether this very report is kept already. */
  async nameReport(scan: Scan, found: ToolFindings, digest: string | null): Promise<NamedReport> {
    if (!found.isUnnamed || digest === null) return { tool: found.tool, isKnown: false };
    const reports = await this.reports.listReports(scan.orgId, scan.id);
    const kept = reports.map((report) => ({ tool: report.tool, digest: report.digest?.toString('hex') ?? null }));
    return nameUnnamedReport(found.tool, digest, kept);
  }

  /**
   * Stores what a tool found, recognized, in place of what it found before; a run that scanned nothing replaces nothing.
   */
  async replace(scan: Scan, found: ToolFindings, source: ReportSource): Promise<StoredReport> {
    const { tool } = found;
    const before = await this.reports.findReport(scan.orgId, scan.id, tool);
    const [isFirst, bytesBefore] = [before === null, before?.storedBytes ?? 0];
    if (!hasFindings(found.state)) {
      if (!isFirst && found.state !== 'failed') return { isFirst, addedBytes: 0, count: before?.findingCount ?? 0 };
      await this.replaceByNothing(scan, { ...reportOf(found, source), findingCount: 0, storedBytes: bytesBefore });
      return { isFirst, addedBytes: 0, count: 0 };
    }
    // Contents of the report before may be those of other scans as well: they stay until nobody names them.
    const reported = { ...reportOf(found, source), storedBytes: bytesBefore };
    const prepared = await this.inputs.prepare(scan, [reported]);
    const tracked = await this.tracker.trackReported(scan, found, prepared.get(tool)!);
    const help = await this.newHelp(scan, found, reported);
    const saved = await this.saveContents(scan, reported, tracked, help);
    await this.saveNamed(scan, saved);
    await this.withFixedClones(scan, [saved.report]);
    return { isFirst, addedBytes: saved.report.storedBytes - bytesBefore, count: saved.report.findingCount };
  }

  /**
   * Finds texts about rules that are not stored yet. Scans of the baseline replace what other scans said: a pull request
   * does not change what pages of the default branch show.
   */
  private async newHelp(
    { orgId, repoId, ...scan }: Scan,
    { rules }: ToolFindings,
    { tool, toolVersion }: FindingReport,
  ): Promise<NewHelp> {
    const of: ToolVersion = { orgId, repoId, tool, version: toolVersion };
    if (rules.length === 0) return { of, rules };
    const stored = await this.help.listDigests(of);
    const mayReplace = isOfStoredBaseline(scan);
    const isNew = (rule: RuleOfTool): boolean => {
      const digest = stored.get(rule.ruleId);
      return digest === undefined || (mayReplace && digest !== digestOf(rule));
    };
    return { of, rules: rules.filter(isNew) };
  }

  /**
   * Stores directives beside those that the scan has already.
   *
   * @throws AppError `unreadable_report` for more of them than a scan may have
   */
  async add(scan: Scan, found: ToolFindings, source: ReportSource): Promise<StoredReport> {
    const [before, report] = await together([
      this.store.load(scan, scan.id, found.tool),
      this.reports.findReport(scan.orgId, scan.id, found.tool),
    ]);
    const joined = before === null ? found : withStored(found, before.manifest);
    const rejected = (source.rejected ?? 0) + (report?.rejected ?? 0);
    const stored = await this.replace(scan, joined, { ...source, rejected });
    // Repeated ones are known once all are tracked.
    if (stored.count > MAX_DIRECTIVES)
      throw new AppError(
        'unreadable_report',
        `The scan would have ${stored.count} directives with this report, more than ${MAX_DIRECTIVES}. Send those of the changed files alone.`,
      );
    return stored;
  }

  /**
   * Stores contents of files and names the problems in them. The report's bytes grow by what was not stored before: files that
   * another scan has are there already.
   */
  private async saveContents(
    scan: Scan,
    report: FindingReport,
    tracked: TrackedFindings,
    help: NewHelp | null = null,
  ): Promise<NamedFindings> {
    const { orgId, repoId } = scan;
    const { findings, segments, near } = tracked;
    const [bytes, helpBytes, manifest] = await together([
      segments === null ? 0 : this.segments.saveSegments(orgId, repoId, segments),
      help === null ? 0 : this.help.save(help.of, help.rules),
      this.store.nameProblems(scan, report.tool, findings.manifest),
    ]);
    const updated = { ...report, ...toReported(tracked), storedBytes: report.storedBytes + bytes + helpBytes };
    return { report: updated, findings: { ...findings, manifest }, near };
  }

  private async saveNamed(scan: Scan, { report, findings, near }: NamedFindings): Promise<void> {
    await together([
      this.store.save(scan, report.tool, findings, near),
      this.reports.saveReport(scan.orgId, scan.id, report),
    ]);
  }

  /** Answers the reports with how many findings of the base are gone by now. */
  private async withFixedClones(scan: Scan, reports: readonly FindingReport[]): Promise<FindingReport[]> {
    const fixed = await this.clones.retrackClones(scan, reports);
    const updated = reports.map((report) => ({ ...report, fixedCount: fixed.get(report.tool) ?? report.fixedCount }));
    for (const [at, report] of updated.entries())
      if (report.fixedCount !== reports[at]!.fixedCount) await this.reports.saveReport(scan.orgId, scan.id, report);
    return updated;
  }

  /** Records a tool of which nothing is known: it broke, or it did not scan. Findings of its earlier report go. */
  private async replaceByNothing(scan: Scan, report: FindingReport): Promise<void> {
    await together([
      this.store.delete(scan.orgId, scan.id, report.tool),
      this.reports.saveReport(scan.orgId, scan.id, report),
    ]);
  }

  /**
   * Brings newness up to date with what changed since the upload: baseline, changed lines, marks. Of a completed scan, to which
   * coverage came late, the gaps alone are tracked: all else was compared with what there was at its completion.
   *
   * @param gaps files with little coverage, as findings; null where there never were files
   */
  async finalizeFindings(scan: Scan, gaps: readonly Finding[] | null): Promise<FinalFindings> {
    const [stored, secret, list, { loosened }] = await together([
      this.reports.listReports(scan.orgId, scan.id),
      gaps && this.repos.trackingSecret(scan.orgId, scan.repoId),
      this.scans.findFileListVersion(scan.orgId, scan.id),
      this.scans.findWeakening(scan.orgId, scan.id),
    ]);
    const found = gaps && toToolFindings({ tool: GAP_TOOL, toolVersion: null, findings: gaps }, secret!);
    const placed = scan.state === 'pending' ? await this.placer.placeAgain(scan, stored, list) : NOTHING_PLACED;
    const areOpen = scan.state === 'pending';
    const retracked = await this.retrack(scan, stored, { gaps: found, placed, areOpen });
    const reports = await this.withFixedClones(scan, retracked);
    return {
      hasFindingsReport: reports.some(isKnowing),
      ...(await this.comparisonOf(scan, reports, loosened)),
      measures: measuresOf(reports),
      baselines: isOfStoredBaseline(scan) ? reports.filter(({ state }) => hasFindings(state)) : null,
    };
  }

  /** Compares the findings of a completed scan with another base. */
  async compareAgain(scan: Scan): Promise<Comparison> {
    const [stored, { loosened }] = await together([
      this.reports.listReports(scan.orgId, scan.id),
      this.scans.findWeakening(scan.orgId, scan.id),
    ]);
    const retracked = await this.retrack(scan, stored, { gaps: null, placed: NOTHING_PLACED, areOpen: true });
    return this.comparisonOf(scan, await this.withFixedClones(scan, retracked), loosened);
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
    const tracked = await this.trackChanged(scan, named, { gaps, areOpen, found });
    const saved = await together(tracked.map(([report, findings]) => this.saveContents(scan, report, findings)));
    const savedOf = new Map(saved.map(({ report }) => [report.tool, report]));
    const updated = named.map((report) => savedOf.get(report.tool) ?? report);
    const renamed = named.filter((report, at) => report !== reports[at] && !savedOf.has(report.tool));
    await together([
      ...saved.map((each) => this.saveNamed(scan, each)),
      ...renamed.map((report) => this.reports.saveReport(scan.orgId, scan.id, report)),
      this.quotas.addStoredBytes(scan.orgId, bytesOf(updated) - bytesOf(stored)),
    ]);
    return updated;
  }

  /** The reports of which something changed since their findings were tracked, with these as they are tracked now. */
  private async trackChanged(
    scan: Scan,
    reports: readonly FindingReport[],
    { gaps, areOpen, found }: Omit<FoundNow, 'placed'> & { readonly found: PlacedReports['findings'] },
  ): Promise<(readonly [FindingReport, TrackedFindings])[]> {
    const open = areOpen ? reports : reports.filter(({ tool }) => tool === gaps?.tool);
    const runs = open
      .filter(({ state }) => hasFindings(state))
      .map((report) => (found.has(report.tool) ? { ...report, matchedAgainst: '' } : report));
    const prepared = await this.inputs.prepare(scan, runs);
    const changed = runs.filter(({ tool }) => prepared.get(tool)!.isChanged);
    const again = changed.filter(({ tool }) => !found.has(tool));
    const own = await this.store.loadSome(
      scan,
      again.map(({ tool }) => ({ scanId: scan.id, tool })),
    );
    const tracked: (readonly [FindingReport, TrackedFindings])[] = [];
    for (const report of changed) {
      const { tool } = report;
      const inputs = prepared.get(tool)!;
      const before = own.find((findings) => findings.tool === tool);
      const reported = found.get(tool);
      if (reported !== undefined) tracked.push([report, await this.tracker.trackReported(scan, reported, inputs)]);
      else if (before !== undefined) tracked.push([report, await this.tracker.trackAgain(scan, before, inputs)]);
    }
    return tracked;
  }
}

type Comparison = Pick<FinalFindings, 'fixedCount' | 'noLongerChecked' | 'tracking'>;

/** Findings that a completion has in place of stored ones. */
interface FoundNow {
  /** Files with little coverage; null: the earlier ones stay as they are. */
  readonly gaps: ToolFindings | null;
  /** Those of tools whose paths changed since their report. */
  readonly placed: PlacedReports;
  /** False where the gaps alone are compared. */
  readonly areOpen: boolean;
}

const NOTHING_PLACED: PlacedReports = { findings: new Map(), unmatched: new Map() };

/** Texts about rules that are not stored yet. */
interface NewHelp {
  readonly of: ToolVersion;
  readonly rules: readonly RuleOfTool[];
}

/** A tool's report with its findings, all of whose problems have an id. */
interface NamedFindings extends Pick<TrackedFindings, 'findings' | 'near'> {
  readonly report: FindingReport;
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

/** A report before its findings are tracked, and before anything of it is stored. */
const reportOf = ({ tool, toolVersion, state, count }: ToolFindings, source: ReportSource): FindingReport => ({
  ...{ ...source, tool, toolVersion: toolVersion ?? source.toolVersion, state, findingCount: count },
  ...{ tablesVersion: TABLES_VERSION, storedBytes: 0, matchedAgainst: '', fixedCount: 0, tracking: null },
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

const toReported = (
  tracked: TrackedFindings,
): Pick<FindingReport, 'fixedCount' | 'matchedAgainst' | 'tracking' | 'findingCount'> => ({
  fixedCount: tracked.fixedCount,
  matchedAgainst: tracked.matchedAgainst,
  tracking: tracked.isLowConfidence ? 'low_confidence' : null,
  findingCount: findingCount(tracked.findings.manifest),
});
