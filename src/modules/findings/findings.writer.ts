import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../domain/base/baseline-branches.js';
import { completeIdentity, isSameTool } from '../../domain/base/same-tool.js';
import type { Finding } from '../../domain/findings/finding.js';
import { type NamedReport, nameUnnamedReport } from '../../domain/findings/name-report.js';
import { hasFindings } from '../../domain/findings/run-state.js';
import type { BaselineTool } from '../baseline/baseline.writer.js';
import { RepoReader } from '../organization/repo.reader.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import type { Scan, TrackingConfidence } from '../scan/scan.reader.js';
import {
  type FindingReport,
  isAnalyzerReport,
  isKnowing,
  measuresOf,
  type ReportedMeasures,
} from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { type ToolFindings, toToolFindings } from './ingest/tool-findings.js';
import { FindingStore } from './storage/finding-store.js';
import { SegmentRepository } from './storage/segment.repository.js';
import { CloneTracker } from './tracking/clone-tracker.js';
import { type TrackedFindings, Tracker } from './tracking/tracker.js';

/** Origin of a tool's findings, and the measures of the whole code base in its report. */
export type ReportSource = Pick<
  FindingReport,
  'format' | 'duplicationPct' | 'linesOfCode' | 'digest' | 'toolVersion' | 'configDigest'
>;

/** Effect of a tool's report on what is stored. */
export interface StoredReport {
  /** True for the first report of its tool. */
  readonly isFirst: boolean;
  /** Bytes that are stored now, less those of the tool's report before. */
  readonly addedBytes: number;
}

/** Findings of a scan as completion leaves them, with what their reports measure. */
export interface FinalFindings {
  readonly hasFindingsReport: boolean;
  /** Number of the base's problems that are gone. */
  readonly fixedCount: number;
  readonly tracking: TrackingConfidence | null;
  readonly measures: ReportedMeasures;
  /** Tools whose findings the stored baseline has from now on; null for a scan that does not change it. */
  readonly baselines: readonly BaselineTool[] | null;
}

/** The name under which files with little coverage are listed among the findings. */
const GAP_TOOL = 'coverage';

/** Findings of scans, changed inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class FindingsWriter {
  constructor(
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
    private readonly reports: FindingReportRepository,
    private readonly repos: RepoReader,
    private readonly tracker: Tracker,
    private readonly clones: CloneTracker,
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
    const { orgId, id: scanId } = scan;
    const { tool, count } = found;
    const run = { toolVersion: found.toolVersion ?? source.toolVersion, configDigest: source.configDigest };
    const before = (await this.reports.listReports(orgId, scanId)).find((report) => report.tool === tool);
    const [isFirst, bytesBefore] = [before === undefined, before?.storedBytes ?? 0];
    if (!hasFindings(found.state)) {
      if (!isFirst && found.state !== 'failed') return { isFirst, addedBytes: 0 };
      await this.replaceByNothing(scan, found, source);
      return { isFirst, addedBytes: -bytesBefore };
    }
    const tracked = await this.tracker.trackReported(scan, tool, found, run);
    const storedBytes = await this.saveTracked(scan, tool, tracked);
    const report = {
      ...{ ...source, tool, ...run, state: found.state },
      ...{ findingCount: count, storedBytes, ...toReported(tracked) },
    };
    await this.reports.saveReport(orgId, scanId, report);
    await this.withFixedClones(scan, [report]);
    return { isFirst, addedBytes: storedBytes - bytesBefore };
  }

  /** Answers the bytes that were not stored before: files that another scan has are there already. */
  private async saveTracked(scan: Scan, tool: string, { findings, segments, near }: TrackedFindings): Promise<number> {
    const { orgId, repoId } = scan;
    const bytes = segments === null ? 0 : await this.segments.saveSegments(orgId, repoId, segments);
    const manifest = await this.store.nameProblems(scan, tool, findings.manifest);
    await this.store.save(scan, tool, { ...findings, manifest }, near);
    return bytes;
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
  private async replaceByNothing(scan: Scan, { tool, toolVersion, state }: ToolFindings, source: ReportSource) {
    await this.store.delete(scan.orgId, scan.id, tool);
    await this.reports.saveReport(scan.orgId, scan.id, {
      ...source,
      tool,
      toolVersion: toolVersion ?? source.toolVersion,
      state,
      findingCount: 0,
      storedBytes: 0,
      matchedAgainst: '',
      fixedCount: 0,
      tracking: null,
    });
  }

  /**
   * Brings newness up to date with what changed since the upload: baseline, changed lines, marks.
   *
   * @param gaps files with little coverage, as findings; null where there never were files
   */
  async finalizeFindings(scan: Scan, gaps: readonly Finding[] | null): Promise<FinalFindings> {
    const addedBytes = gaps === null ? 0 : await this.replaceGaps(scan, gaps);
    const [stored] = await Promise.all([
      this.reports.listReports(scan.orgId, scan.id),
      this.quotas.addStoredBytes(scan.orgId, addedBytes),
    ]);
    const retracked: FindingReport[] = [];
    for (const report of stored) retracked.push(await this.retrack(scan, report));
    const reports = await this.withFixedClones(scan, retracked);
    return {
      hasFindingsReport: reports.some(isKnowing),
      fixedCount: reports.reduce((sum, report) => sum + report.fixedCount, 0),
      tracking: reports.some(isUnsure) ? 'low_confidence' : null,
      measures: measuresOf(reports),
      baselines: isOfStoredBaseline(scan) ? reports.filter(({ state }) => hasFindings(state)) : null,
    };
  }

  /** Answers how many bytes are stored more than before. */
  private async replaceGaps(scan: Scan, gaps: readonly Finding[]): Promise<number> {
    const secret = await this.repos.trackingSecret(scan.orgId, scan.repoId);
    const found = toToolFindings({ tool: GAP_TOOL, toolVersion: null, findings: gaps }, secret);
    const { addedBytes } = await this.replace(scan, found, {
      format: 'coverage',
      duplicationPct: null,
      linesOfCode: null,
      digest: null,
      toolVersion: null,
      configDigest: null,
    });
    return addedBytes;
  }

  /** Recognizes a tool's stored findings again where something changed. Answers the report as it is now. */
  private async retrack(scan: Scan, stored: FindingReport): Promise<FindingReport> {
    const { orgId, id: scanId, metrics, namedTools } = scan;
    const { tool } = stored;
    const run = completeIdentity(tool, stored, isAnalyzerReport(stored) ? namedTools : [], metrics.toolVersions);
    const report = isSameTool(run, stored) ? stored : { ...stored, ...run };
    const tracked = hasFindings(report.state) ? await this.tracker.trackAgain(scan, report) : null;
    if (!tracked && report === stored) return stored;
    const updated = tracked === null ? report : { ...report, ...toReported(tracked) };
    if (tracked) await this.saveTracked(scan, tool, tracked);
    await this.reports.saveReport(orgId, scanId, updated);
    return updated;
  }
}

/** Files with little coverage have no source text to know, and no verdict rests on whether they are new. */
const isUnsure = (report: FindingReport): boolean => isAnalyzerReport(report) && report.tracking !== null;

const toReported = (tracked: TrackedFindings): Pick<FindingReport, 'fixedCount' | 'matchedAgainst' | 'tracking'> => ({
  fixedCount: tracked.fixedCount,
  matchedAgainst: tracked.matchedAgainst,
  tracking: tracked.isLowConfidence ? 'low_confidence' : null,
});
