import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import { hexOf, KeyedHasher } from '../../../../domain/findings/features/keyed-hash.js';
import { UnknownFeaturesVersion, unpackFeatures } from '../../../../domain/findings/features/pack-features.js';
import { renamedFromBase } from '../../../../domain/findings/resolve-by-known-paths.js';
import { countOf, type FileFacts, type FindingFile } from '../../../../domain/findings/segments/file-facts.js';
import {
  compareFiles,
  type FileComparison,
  type KnownScan,
  type ReportedFile,
} from '../../../../domain/findings/tracking/compare-files.js';
import type { TrackedRows } from '../../../../domain/findings/tracking/track-files.js';
import { sourcesOfDirectives } from '../../../../domain/scanned/directive-sources.js';
import { editedMarks, joinTracked, newProblemsOf, suppressedOnBase } from '../../../../domain/scanned/join-tracked.js';
import type { ScanFindings } from '../../../../domain/scanned/scan-findings.js';
import type { Keyframe } from '../../../../domain/segments/keyframes.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import type { PackedSegments } from '../../../../platform/database/segment-tables.js';
import { TenantDatabase, type WorkAside } from '../../../../platform/database/tenant-database.js';
import { inStep } from '../../../../platform/observability/spans.js';
import type { Scan } from '../../scan/scan.reader.js';
import { joinFiles, storedPieces } from '../ingest/file-part.js';
import type { ToolFindings } from '../ingest/tool-findings.js';
import type { MarkedIssue } from '../issues/issue-mark.repository.js';
import type { StoredFindings } from '../storage/finding-store.js';
import { beforeWorkOn } from '../storage/long-work.js';
import { SegmentRepository } from '../storage/segment.repository.js';
import { type KnownInput, readSegments, toKnownInput, type TrackingContext } from './tracking.tasks.js';
import type { EarlierFindings, PreparedTracking } from './tracking-inputs.js';
import { digestOf } from './tracking-inputs.reader.js';
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
  /** Digest of the inputs of the tracking. */
  readonly matchedAgainst: string;
  /** Rules that nothing on the base shows may have findings in files that were not looked into. */
  readonly areRulesInDoubt: boolean;
}

/** Segments that a report was read without were deleted before it could be stored. */
export class SegmentsGone extends Error {}

/** Separates new findings from inherited ones by base and baseline, inside the open tenant transaction. */
@Injectable()
export class Tracker {
  constructor(
    private readonly segments: SegmentRepository,
    private readonly worker: TrackingWorker,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Tracks what a tool reported to a scan. */
  async trackReported(scan: Scan, found: ToolFindings, prepared: PreparedTracking): Promise<TrackedFindings> {
    const { tool, matchedAgainst } = prepared.inputs;
    const files = joinFiles(found.tool, found.parts);
    const key = [tool, matchedAgainst, files.map(({ address }) => address).join('')];
    return this.track(key, async (areRulesNeeded) => {
      const compared = { scan, prepared, files, areRulesNeeded };
      const { earlier, comparison, context } = await this.compare(compared, (file) => storedPieces(found.parts, file));
      const { isShort, run: track } = this.worker.trackReported({
        ...context,
        files: comparison.open,
        parts: found.parts,
      });
      return {
        isShort,
        run: async () => {
          const { rows, facts, segments } = await track();
          await beforeWorkOn(facts);
          const open = comparison.open.map((file, at) => ({ ...file, facts: facts[at]! }));
          return {
            ...{ findings: joinTracked(open, comparison.kept, rows), matchedAgainst },
            areRulesInDoubt: areInDoubt(comparison, context, rows),
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
   * Tracks stored findings again. A finding that nothing recognizes keeps the id that it has, unless that turns out to be the
   * problem of another one.
   */
  async trackAgain(scan: Scan, stored: StoredFindings, prepared: PreparedTracking): Promise<TrackedFindings> {
    const { tool, matchedAgainst } = prepared.inputs;
    const files = stored.manifest.map(({ path, address, facts }) => ({ path, address, facts }));
    const key = [tool, matchedAgainst, files.map(({ path, address, facts }) => [path, address, facts.issueIds])];
    return this.track(key, async (areRulesNeeded) => {
      const compared = { scan, prepared, files, areRulesNeeded };
      const { comparison, context } = await this.compare(compared, ({ address }) => [address]);
      const { isShort, run } = this.worker.trackStored({
        ...context,
        stored: comparison.open.map(({ address }) => address),
        ownIds: context.charged.length === 0 ? null : comparison.open.flatMap(({ facts }) => facts.issueIds),
      });
      return {
        isShort,
        run: async () => {
          const rows = await run();
          await beforeWorkOn(files);
          return {
            ...{ findings: joinTracked(comparison.open, comparison.kept, rows, stored.manifest) },
            ...{ matchedAgainst, segments: null, near: stored.keyframe },
            areRulesInDoubt: areInDoubt(comparison, context, rows),
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
   * Tracks without the files that are as on the base; again with them where a rule that ran there may have its findings in
   * these alone, which few scans need.
   *
   * @param key tells the inputs apart
   */
  private async track(
    key: readonly unknown[],
    begin: (areRulesNeeded: boolean) => Promise<WorkAside<TrackedFindings>>,
  ): Promise<TrackedFindings> {
    const run = (areRulesNeeded: boolean) =>
      this.tenant.aside(digestOf([...key, areRulesNeeded]), async () => {
        const { isShort, run: match } = await begin(areRulesNeeded);
        return { isShort, run: () => inStep('matching', match) };
      });
    const tracked = await run(false);
    return tracked.areRulesInDoubt ? run(true) : tracked;
  }

  /**
   * @param storedOf addresses of what is already stored of a file's findings
   * @throws SegmentsGone where some of that is not stored any more
   */
  private async compare<File extends ReportedFile>(
    { scan, prepared, files, areRulesNeeded }: Compared<File>,
    storedOf: (file: File) => readonly Address[],
  ): Promise<{ earlier: EarlierFindings; comparison: FileComparison<File>; context: TrackingContext }> {
    const { orgId, repoId, isBaselineScan } = scan;
    const { inputs, loadEarlier } = prepared;
    const { baseId, isBaseExact, changedSinceBase, areTablesSame, ranOnBase, arePathsResolved, secret } = inputs;
    const sources = inputs.tool === SUPPRESSIONS_TOOL ? sourcesOfDirectives(inputs.changes, files) : null;
    const marks = sources === null ? inputs.marks : marksIn(sources, inputs.marks, secret);
    const earlier = await loadEarlier();
    await beforeWorkOn(files);
    const { base, baseline, target, previous, landed, likely } = earlier;
    const compared = baseId === null ? baseline : base;
    const changes =
      arePathsResolved || inputs.changes === null || compared === null
        ? inputs.changes
        : renamedFromBase(inputs.changes, pathsOf(files), [...pathsOf(compared.manifest)]);
    const lenders = [baseId === null ? null : baseline, target, previous, ...landed, ...likely];
    const comparison = compareFiles(files, {
      base: compared && toKnownScan(compared),
      ...{ ranOnBase, areRulesNeeded },
      lenders: lenders.flatMap((lender) => (lender === null ? [] : [toKnownScan(lender)])),
      marked: marks.map((mark) => ({ issueId: mark.issueId, path: pathHashOf(mark) })),
      ...{ changes, sources, secret },
    });
    const lent = [...comparison.ofLenders];
    const [ofBaseline, ofTarget, ofPrevious, ...ofOthers] = lenders.map((lender) =>
      lender === null ? [] : lent.shift()!,
    );
    // Without findings to recognize nobody has to look at earlier ones.
    const inputOf = (of: StoredFindings | null, entries: readonly FindingFile[] = []): KnownInput | null =>
      of && toKnownInput(comparison.open.length === 0 ? [] : entries, suppressedOnBase(of));
    await beforeWorkOn(files);
    const ofCompared = inputOf(compared, comparison.ofBase);
    const known = {
      // A tool without stored findings had none.
      base: baseId === null ? null : (ofCompared ?? NOTHING),
      baseline:
        inputs.baselineId === null ? null : ((baseId === null ? ofCompared : inputOf(baseline, ofBaseline)) ?? NOTHING),
      target: inputOf(target, ofTarget),
      previous: inputOf(previous, ofPrevious),
    };
    const others = [...landed, ...likely].map((of, at) => inputOf(of, ofOthers[at])!);
    const own = comparison.open.flatMap(storedOf);
    const ofSides = [...Object.values(known), ...others].flatMap(
      (side) => side?.files.map(({ address }) => address) ?? [],
    );
    const needed = new Set([...ofSides, ...own]);
    const segments = await this.segments.copySegments(orgId, repoId, [...needed]);
    if (own.length > 0 && readSegments(segments).size < needed.size) throw new SegmentsGone();
    return {
      earlier: { ...earlier, base: compared },
      comparison,
      context: {
        ...known,
        landed: others.slice(0, landed.length),
        likely: others.slice(landed.length),
        marked: marks.map(({ issueId, firstSeenScanId, features }) => ({ issueId, firstSeenScanId, features })),
        taken: comparison.taken,
        beside: besideOf(comparison),
        charged: earlier.abandoned.flatMap(newProblemsOf),
        ...{
          isBaseExact,
          changedSinceBase,
          areTablesSame,
          ranOnBase,
          changes,
          arePathsResolved,
          isBaselineScan,
          secret,
        },
        segments,
      },
    };
  }
}

function marksIn(paths: ReadonlySet<string>, marks: readonly MarkedIssue[], secret: Uint8Array): MarkedIssue[] {
  const hasher = new KeyedHasher(secret);
  const hashes = new Set([...paths].map((path) => hexOf(hasher.hash('path', path))));
  return marks.filter((mark) => hashes.has(pathHashOf(mark)));
}

const pathsOf = (files: readonly { readonly path: string }[]): ReadonlySet<string> =>
  new Set(files.map(({ path }) => path));

/** Files of a scan, and what they are compared by. */
interface Compared<File extends ReportedFile> {
  readonly scan: Scan;
  readonly prepared: PreparedTracking;
  readonly files: readonly File[];
  readonly areRulesNeeded: boolean;
}

const areInDoubt = (
  { kept }: FileComparison<ReportedFile>,
  { ranOnBase }: TrackingContext,
  { newRules }: TrackedRows,
): boolean => ranOnBase === 'unknown' && kept.size > 0 && newRules.length > 0;

const NOTHING: KnownInput = toKnownInput([]);

const nearest = ({ previous, base, baseline }: EarlierFindings): Keyframe<FileFacts> | null =>
  (base ?? previous ?? baseline)?.keyframe ?? null;

const toKnownScan = (stored: StoredFindings): KnownScan => ({
  manifest: stored.manifest,
  suppressedOnBase: suppressedOnBase(stored),
  editedMarks: editedMarks(stored),
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
function pathHashOf({ features }: MarkedIssue): string {
  try {
    return hexOf(unpackFeatures([features]).hash(0, 'path'));
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return '';
    throw error;
  }
}
