import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import { isSameTool, type ToolRunIdentity } from '../../../domain/base/same-tool.js';
import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import { hexOf } from '../../../domain/findings/features/keyed-hash.js';
import { UnknownFeaturesVersion, unpackFeatures } from '../../../domain/findings/features/pack-features.js';
import { hasFindings } from '../../../domain/findings/run-state.js';
import { countOf, type FileFacts, type FindingFile } from '../../../domain/findings/segments/file-facts.js';
import {
  compareFiles,
  type FileComparison,
  type KnownScan,
  type ReportedFile,
} from '../../../domain/findings/tracking/compare-files.js';
import type { RanOnBase } from '../../../domain/findings/tracking/newness.js';
import type { ScanId } from '../../../domain/ids.js';
import type { Keyframe } from '../../../domain/segments/keyframes.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { BaselineReader } from '../../baseline/baseline.reader.js';
import { RepoReader } from '../../organization/repo.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import type { FindingReport } from '../finding-report.js';
import { FindingReportRepository } from '../finding-report.repository.js';
import { joinFiles } from '../ingest/file-part.js';
import type { ToolFindings } from '../ingest/tool-findings.js';
import { type IssueMark, IssueMarkRepository } from '../issues/issue-mark.repository.js';
import { FindingStore, type StoredFindings } from '../storage/finding-store.js';
import type { ScanFindings } from '../storage/scan-findings.js';
import { type PackedSegments, SegmentRepository } from '../storage/segment.repository.js';
import { joinTracked, suppressedOnBase } from './join-tracked.js';
import { PreviousReportReadModel } from './previous-report.read-model.js';
import type { KnownInput, TrackingContext } from './tracking.tasks.js';
import { TrackingWorker } from './tracking-worker.js';

/** Findings of a tool after tracking, not stored yet. Problems that were never seen have the id 0. */
export interface TrackedFindings {
  readonly findings: ScanFindings;
  /** Contents that may not be stored yet; null where all are. */
  readonly segments: PackedSegments | null;
  /** Keyframe of findings that are most alike; null where there are none. */
  readonly near: Keyframe<FileFacts> | null;
  readonly fixedCount: number;
  readonly isLowConfidence: boolean;
  /** Digest of the inputs of the tracking: equal ones promise equal results. */
  readonly matchedAgainst: string;
}

/** Everything that a tool's findings are compared with, by its place. */
interface TrackingInputs {
  readonly matchedAgainst: string;
  /** The scan that they are compared with; null: the baseline is. */
  readonly baseId: ScanId | null;
  /** False where the tool did not report on the base. */
  readonly isOnBase: boolean;
  readonly isBaseExact: boolean;
  readonly ranOnBase: RanOnBase;
  /** The scan that the baseline points to. */
  readonly baselineId: ScanId | null;
  readonly previousId: ScanId | null;
  readonly marks: readonly IssueMark[];
  readonly changes: ChangedLines | null;
  readonly arePathsResolved: boolean;
}

/** Findings of earlier scans, as far as they are known. */
interface EarlierFindings {
  readonly base: StoredFindings | null;
  readonly baseline: StoredFindings | null;
  readonly previous: StoredFindings | null;
}

/** Separates new findings from inherited ones by base and baseline, inside the open tenant transaction. */
@Injectable()
export class Tracker {
  constructor(
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly baselines: BaselineReader,
    private readonly bases: BaseReader,
    private readonly reports: FindingReportRepository,
    private readonly previousReports: PreviousReportReadModel,
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
    private readonly marks: IssueMarkRepository,
    private readonly worker: TrackingWorker,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Tracks what a tool reported to a scan under the name `tool`. */
  async trackReported(scan: Scan, tool: string, found: ToolFindings, run: ToolRunIdentity): Promise<TrackedFindings> {
    const inputs = await this.inputsOf(scan, tool, run);
    const files = joinFiles(found.tool, found.parts);
    const key = digestOf([tool, inputs.matchedAgainst, files.map(({ path, address }) => [path, address])]);
    return this.tenant.aside(key, async () => {
      const { earlier, comparison, context } = await this.compare(scan, tool, inputs, files, []);
      const { isShort, run: track } = this.worker.trackReported({
        ...context,
        files: comparison.open,
        parts: found.parts,
      });
      return {
        isShort,
        run: async () => {
          const { rows, facts, segments } = await track();
          const open = comparison.open.map((file, at) => ({ ...file, facts: facts[at]! }));
          return {
            ...{ findings: joinTracked(open, comparison.kept, rows), matchedAgainst: inputs.matchedAgainst },
            ...{ segments: open.length === 0 ? null : segments, near: nearest(earlier) },
            ...{
              fixedCount: rows.fixedCount + vanished(comparison),
              isLowConfidence: isUnsure(comparison, rows.isLowConfidence),
            },
          };
        },
      };
    });
  }

  /**
   * Tracks stored findings again; null when nothing changed since the last time. A finding that nothing recognizes keeps the
   * id that it has, unless that turns out to be the problem of another one.
   */
  async trackAgain(scan: Scan, { tool, ...report }: FindingReport): Promise<TrackedFindings | null> {
    const inputs = await this.inputsOf(scan, tool, report);
    if (inputs.matchedAgainst === report.matchedAgainst) return null;
    const stored = await this.store.load(scan.orgId, scan.id, tool);
    if (stored === null) return null;
    const files = stored.manifest.map(({ path, address, facts }) => ({ path, address, facts }));
    const key = digestOf([
      tool,
      inputs.matchedAgainst,
      files.map(({ path, address, facts }) => [path, address, facts.issueIds]),
    ]);
    return this.tenant.aside(key, async () => {
      const { comparison, context } = await this.compare(scan, tool, inputs, files, stored.manifest);
      const { isShort, run } = this.worker.trackStored({
        ...context,
        stored: comparison.open.map(({ address }) => address),
      });
      return {
        isShort,
        run: async () => {
          const rows = await run();
          return {
            ...{ findings: joinTracked(comparison.open, comparison.kept, rows, stored.manifest) },
            ...{ matchedAgainst: inputs.matchedAgainst, segments: null, near: stored.keyframe },
            ...{
              fixedCount: rows.fixedCount + vanished(comparison),
              isLowConfidence: isUnsure(comparison, rows.isLowConfidence),
            },
          };
        },
      };
    });
  }

  private async inputsOf(scan: Scan, tool: string, run: ToolRunIdentity): Promise<TrackingInputs> {
    const { orgId, repoId, id } = scan;
    const [, pointer, compared, previousId, marks, changes, arePathsResolved] = await Promise.all([
      // Sent first: scans read after it still have their segments when these are named again.
      this.segments.keepSegments(orgId, repoId),
      this.baselines.findBaseline(orgId, repoId, scan.defaultBranch, tool),
      this.comparedWith(scan, tool, run),
      this.previousReports.findScan(scan, tool),
      this.marks.ofTool(orgId, repoId, tool),
      this.scans.findChanges(orgId, id),
      this.scans.hasFileList(orgId, id),
    ]);
    const { baseId, isBaseExact, ranOnBase } = compared;
    const key = [
      // Versions restart after a rebuild.
      pointer && [pointer.scanId, pointer.version],
      scan.baselineGeneration,
      [baseId, isBaseExact, ranOnBase],
      previousId,
      marks.map((mark) => mark.issueId),
      changes,
      arePathsResolved,
    ];
    return {
      ...compared,
      ...{ matchedAgainst: digestOf(key), previousId, marks, changes, arePathsResolved },
      // The base says the same of its own scan.
      baselineId: pointer === null || pointer.scanId === baseId ? null : pointer.scanId,
    };
  }

  /**
   * The scan that a tool's findings are compared with. A scan of the default branch is compared with the baseline, which knows
   * what tools found that did not run each time; so is a change without a base.
   */
  private async comparedWith(
    scan: Scan,
    tool: string,
    run: ToolRunIdentity,
  ): Promise<Pick<TrackingInputs, 'baseId' | 'isOnBase' | 'isBaseExact' | 'ranOnBase'>> {
    const base = isOfStoredBaseline(scan) ? null : await this.bases.findChoice(scan);
    if (base === null) return { baseId: null, isOnBase: false, isBaseExact: false, ranOnBase: 'all' };
    const report = await this.reports.findReport(scan.orgId, base.id, tool);
    return {
      baseId: base.id,
      isOnBase: report !== null && hasFindings(report.state),
      isBaseExact: base.isExact,
      // A run that stopped early may have left out findings.
      ranOnBase: report?.state === 'ok' && isSameTool(report, run) ? 'all' : 'none',
    };
  }

  /** @param stored the scan's own findings, where they are stored already */
  private async compare<File extends ReportedFile>(
    scan: Scan,
    tool: string,
    inputs: TrackingInputs,
    files: readonly File[],
    stored: StoredFindings['manifest'],
  ): Promise<{ earlier: EarlierFindings; comparison: FileComparison<File>; context: TrackingContext }> {
    const { orgId, repoId, isBaselineScan } = scan;
    const { baseId, isBaseExact, ranOnBase, marks, changes, arePathsResolved } = inputs;
    const load = (id: ScanId | null) => (id === null ? null : this.store.load(orgId, id, tool));
    const [base, baseline, previous, secret] = await Promise.all([
      inputs.isOnBase ? load(baseId) : null,
      load(inputs.baselineId),
      load(inputs.previousId),
      this.repos.trackingSecret(orgId, repoId),
    ]);
    const compared = baseId === null ? baseline : base;
    const lenders = [baseId === null ? null : baseline, previous];
    const comparison = compareFiles(files, {
      base: compared && toKnownScan(compared),
      ranOnBase,
      lenders: lenders.flatMap((lender) => (lender === null ? [] : [toKnownScan(lender)])),
      marked: marks.map((mark) => ({ issueId: mark.issueId, path: pathHashOf(mark) })),
      changes,
      secret,
    });
    const [first, second] = comparison.ofLenders;
    const isLent = lenders[0] !== null;
    const open = new Set(comparison.open.map(({ path }) => path));
    // Without findings to recognize nobody has to look at earlier ones.
    const inputOf = (of: StoredFindings | null, entries: readonly FindingFile[] = []): KnownInput | null =>
      of && {
        files: (open.size === 0 ? [] : entries).map(({ path, address, facts }) => ({
          ...{ path, address, issueIds: facts.issueIds, firstSeenScanIds: facts.firstSeenScanIds },
        })),
        suppressedOnBase: [...suppressedOnBase(of)],
      };
    const ofCompared = inputOf(compared, comparison.ofBase);
    const known = {
      // A tool without stored findings had none.
      base: baseId === null ? null : (ofCompared ?? NOTHING),
      baseline:
        inputs.baselineId === null ? null : ((baseId === null ? ofCompared : inputOf(baseline, first)) ?? NOTHING),
      previous: inputOf(previous, isLent ? second : first),
    };
    const needed = new Set([
      ...Object.values(known).flatMap((side) => side?.files.map(({ address }) => address) ?? []),
      ...stored.flatMap(({ path, address }) => (open.has(path) ? [address] : [])),
    ]);
    return {
      earlier: { base: compared, baseline, previous },
      comparison,
      context: {
        ...known,
        marked: marks.map(({ issueId, firstSeenScanId, features }) => ({ issueId, firstSeenScanId, features })),
        taken: comparison.taken,
        beside: besideOf(comparison),
        ...{ isBaseExact, ranOnBase, changes, arePathsResolved, isBaselineScan, secret },
        segments: await this.segments.copySegments(orgId, repoId, [...needed]),
      },
    };
  }
}

const NOTHING: KnownInput = { files: [], suppressedOnBase: [] };

const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

const nearest = ({ previous, base, baseline }: EarlierFindings): Keyframe<FileFacts> | null =>
  (base ?? previous ?? baseline)?.keyframe ?? null;

const toKnownScan = (stored: StoredFindings): KnownScan => ({
  manifest: stored.manifest,
  suppressedOnBase: suppressedOnBase(stored),
});

/** Facts on the files that nobody looks into. */
function besideOf({ kept }: FileComparison<ReportedFile>): TrackingContext['beside'] {
  const facts = [...kept.values()].map((entry) => entry.facts);
  return {
    namesScopes: facts.some((each) => each.namesScopes),
    lacksDeclarations: facts.some((each) => each.lacksDeclarations),
    wordings: new Set(facts.flatMap((each) => each.wordings)),
  };
}

/** Number of problems that are gone with their files, where nothing is left that could be one of them. */
const vanished = ({ open, ofBase }: FileComparison<ReportedFile>): number =>
  open.length > 0 ? 0 : ofBase.reduce((sum, { facts }) => sum + countOf(facts), 0);

const isUnsure = ({ kept }: FileComparison<ReportedFile>, isLowConfidence: boolean): boolean =>
  isLowConfidence || [...kept.values()].some(({ facts }) => facts.lacksText);

/** The path of a marked problem, hashed as those of files are; empty where its features are of another version. */
function pathHashOf({ features }: IssueMark): string {
  try {
    return hexOf(unpackFeatures([features]).hash(0, 'path'));
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return '';
    throw error;
  }
}
