import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../domain/base/baseline-branches.js';
import { completeIdentity, isSameTool } from '../../domain/base/same-tool.js';
import type { Finding } from '../../domain/findings/finding.js';
import { type NamedReport, nameUnnamedReport } from '../../domain/findings/name-report.js';
import { hasFindings } from '../../domain/findings/run-state.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { keepAlive } from '../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { PackedBaseline } from '../baseline/baseline.writer.js';
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
import { type Explanation, type Explanations, FindingsRepository, type FoundProblem } from './findings.repository.js';
import { type ToolFindings, toToolFindings } from './ingest/tool-findings.js';
import { CloneTracker } from './tracking/clone-tracker.js';
import type { Relation } from './tracking/recognition.js';
import { type Keyed, Tracker } from './tracking/tracker.js';
import type { TrackedRows } from './tracking/tracking.tasks.js';
import { TrackingWorker } from './tracking/tracking-worker.js';

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
  /** New contents of the stored baseline; null for a scan that does not change it. */
  readonly baselines: readonly PackedBaseline[] | null;
}

/** The name under which files with little coverage are listed among the findings. */
const GAP_TOOL = 'coverage';

/** Findings of scans, changed inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class FindingsWriter {
  constructor(
    private readonly findings: FindingsRepository,
    private readonly reports: FindingReportRepository,
    private readonly repos: RepoReader,
    private readonly tracker: Tracker,
    private readonly worker: TrackingWorker,
    private readonly clones: CloneTracker,
    private readonly quotas: QuotaWriter,
    private readonly tenant: TenantDatabase,
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
    const { known, matchedAgainst, knownFrom } = await this.tracker.trackingContextOf(scan, tool, run);
    // The one is work for a thread, the other for the database.
    const tuples = found.parts.flatMap(({ rows }) => rows);
    const storedBytes = tuples.reduce((sum, { length }) => sum + length, 0);
    const [tracked] = await both(
      keepAlive(this.tenant.manager(orgId), this.worker.trackRows(found, known)),
      this.findings.stage(orgId, tuples),
    );
    if (!isFirst) await this.findings.deleteOfTool(orgId, scanId, tool);
    if (count > 0) {
      const explanations = await this.explain(orgId, tracked.recognition.relations, knownFrom);
      await this.findings.insertStaged(orgId, scanId, tool, tracked.recognition, explanations);
    }
    await this.reports.saveReport(orgId, scanId, {
      ...source,
      tool,
      ...run,
      state: found.state,
      findingCount: count,
      storedBytes,
      matchedAgainst,
      fixedCount: tracked.fixedCount,
      tracking: confidenceOf(tracked),
    });
    const reports = await this.reports.listReports(orgId, scanId);
    await this.withFixedClones(
      scan,
      reports.filter((report) => report.tool === tool),
    );
    return { isFirst, addedBytes: storedBytes - bytesBefore };
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
    await this.findings.deleteOfTool(scan.orgId, scan.id, tool);
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
      baselines: isOfStoredBaseline(scan) ? await this.packBaselines(scan, reports) : null,
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

  /**
   * Packs the scan's findings as baselines, tool by tool; a tool whose findings are unknown keeps the one that it has.
   */
  private async packBaselines(scan: Scan, reports: readonly FindingReport[]): Promise<PackedBaseline[]> {
    const packed: PackedBaseline[] = [];
    for (const { tool, findingCount, state } of reports) {
      if (!hasFindings(state)) continue;
      const rows = await this.findings.problemsOfTool(scan.orgId, scan.id, tool);
      packed.push({
        tool,
        findingCount,
        bytes: await keepAlive(this.tenant.manager(scan.orgId), this.worker.packBaseline(rows)),
      });
    }
    return packed;
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
    if (tracked) {
      const explanations = await this.explain(orgId, tracked.recognition.relations, tracked.knownFrom);
      await this.findings.retrack(orgId, scanId, tool, tracked.recognition, explanations);
    }
    await this.reports.saveReport(orgId, scanId, updated);
    return updated;
  }

  /** Earlier problems that explain new findings, as the scans that these problems are known from found them. */
  private async explain(
    orgId: OrgId,
    relations: readonly Relation[],
    knownFrom: readonly ScanId[],
  ): Promise<Explanations> {
    if (relations.length === 0) return new Map();
    const ids = relations.map(({ issueId }) => issueId);
    const problems = await this.findings.findProblems(orgId, knownFrom, ids);
    const byId = new Map(problems.map((problem) => [problem.issueId, problem]));
    return new Map(
      relations.flatMap((relation) => {
        const problem = byId.get(relation.issueId);
        return problem === undefined ? [] : [[relation.row, toExplanation(relation, problem)] as const];
      }),
    );
  }
}

/** Files with little coverage have no source text to know, and no verdict rests on whether they are new. */
const isUnsure = (report: FindingReport): boolean => isAnalyzerReport(report) && report.tracking !== null;

const toReported = (tracked: TrackedRows & Keyed) => ({
  fixedCount: tracked.fixedCount,
  matchedAgainst: tracked.matchedAgainst,
  tracking: confidenceOf(tracked),
});

function toExplanation({ differsIn }: Relation, problem: FoundProblem): Explanation {
  const { issueId: issue_id, filePath: file_path, line, severity, message } = problem;
  if (differsIn === null) return { was: { severity, message } };
  return { nearest: { issue_id, file_path, line, differs_in: differsIn } };
}

const confidenceOf = ({ isLowConfidence }: TrackedRows): FindingReport['tracking'] =>
  isLowConfidence ? 'low_confidence' : null;

/** Waits for both, even where one fails: the transaction must not end under the other. */
async function both<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
