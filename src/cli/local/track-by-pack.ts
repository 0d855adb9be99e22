import { type ChangedLines } from '../../domain/changes/changed-lines.js';
import { TABLES_VERSION } from '../../domain/findings/classify/tables-version.js';
import { SUPPRESSIONS_TOOL } from '../../domain/findings/directive.js';
import { hexOf, KeyedHasher } from '../../domain/findings/features/keyed-hash.js';
import { UnknownFeaturesVersion, unpackFeatures } from '../../domain/findings/features/pack-features.js';
import {
  EVERY_FILE,
  type FileFilter,
  hashChanges,
  hashUnchanged,
  NO_FILE,
  NOTHING_KNOWN,
} from '../../domain/findings/matching/known-changes.js';
import { hasFindings } from '../../domain/findings/run-state.js';
import { withMarkedText } from '../../domain/findings/secrets/secret-mark.js';
import { type FindingFile } from '../../domain/findings/segments/file-facts.js';
import { Segment } from '../../domain/findings/segments/segment.js';
import { compareFiles } from '../../domain/findings/tracking/compare-files.js';
import { type Baseline, EMPTY_BASELINE } from '../../domain/findings/tracking/pack-baseline.js';
import { type KnownFiles, trackFiles } from '../../domain/findings/tracking/track-files.js';
import { applyToClones, CLONE_FORMATS, clonesIn, retrackClones } from '../../domain/scanned/clone-rows.js';
import { ranOnBase } from '../../domain/scanned/compared-runs.js';
import { sourcesOfDirectives } from '../../domain/scanned/directive-sources.js';
import { joinTracked } from '../../domain/scanned/join-tracked.js';
import { FindingPacker } from '../../domain/scanned/pack-findings.js';
import { chooseFiles, openFiles, type ToolScanFindings } from '../../domain/scanned/read-files.js';
import { type Address, comparePaths } from '../../domain/segments/manifest.js';
import { type LocalFindings } from '../collect/read-reports.js';
import { type KnownFindings, type MarkedProblem, type OpenPack } from './open-pack.js';

/** Facts that findings are tracked by beside the pack. */
export interface TrackedChange {
  /** Null where it is not known. */
  readonly changes: ChangedLines | null;
  /** The base's commit is the merge base. */
  readonly isBaseExact: boolean;
  /** Paths that differ between the base's commit and the merge base; null where they are not known. */
  readonly changedSinceBase: readonly string[] | null;
}

/** All findings of the checkout after tracking, with their contents. */
export interface TrackedRuns {
  readonly found: readonly ToolScanFindings[];
  readonly contents: ReadonlyMap<Address, Uint8Array>;
}

/**
 * Tracks the findings of a checkout as the service tracks those of a scan, by the findings of its pack. Problems that were never seen
 * have negative ids.
 */
export function trackRuns(runs: readonly LocalFindings[], pack: OpenPack, change: TrackedChange): TrackedRuns {
  const contents = new Map<Address, Uint8Array>();
  const name = namer();
  const found = runs
    .filter(({ state }) => hasFindings(state))
    .map((run) => withClones(run, name(trackRun(run, pack, change, contents)), pack, change, contents));
  return { found: found.sort((one, other) => comparePaths(one.tool, other.tool)), contents };
}

/** Numbers problems that were never seen: -1, -2, ... */
function namer(): (found: ToolScanFindings) => ToolScanFindings {
  let next = 0;
  return (found) => ({
    ...found,
    manifest: found.manifest.map((file) => ({
      ...file,
      facts: { ...file.facts, issueIds: file.facts.issueIds.map((id) => (id === 0 ? (next -= 1) : id)) },
    })),
  });
}

function trackRun(
  run: LocalFindings,
  pack: OpenPack,
  { changes, isBaseExact, changedSinceBase }: TrackedChange,
  contents: Map<Address, Uint8Array>,
): ToolScanFindings {
  const { tool } = run;
  const { secret, isBaselineScan } = pack;
  const packer = new FindingPacker(secret, new Set());
  const reported = packer
    .pack(tool, run.findings.map(withMarkedText))
    .sort((one, other) => comparePaths(one.path, other.path));
  for (const { address, packed } of reported) contents.set(address, packed!.content);
  const sides = sidesOf(run, pack);
  const sources = tool === SUPPRESSIONS_TOOL ? sourcesOfDirectives(changes, reported) : null;
  const ofTool = pack.marked.filter((mark) => mark.tool === tool);
  const marked = sources === null ? ofTool : marksIn(sources, ofTool, secret);
  const compared = sides.baseId === null ? sides.baseline : sides.base;
  const lenders = [sides.baseId === null ? null : sides.baseline, sides.target, sides.previous];

  const track = (areRulesNeeded: boolean) => {
    const comparison = compareFiles(reported, {
      base: compared,
      ...{ ranOnBase: sides.ranOnBase, areRulesNeeded, changes, sources, secret },
      lenders: lenders.filter((lender) => lender !== null),
      marked: marked.map((mark) => ({ issueId: mark.issueId, path: pathHashOf(mark) })),
    });
    const { kept, open } = comparison;
    const lent = [...comparison.ofLenders];
    const [ofBaseline, ofTarget, ofPrevious] = lenders.map((lender) => (lender === null ? [] : lent.shift()));
    const openSide = (side: KnownFindings | null, files: readonly FindingFile[] = []): KnownFiles | null =>
      side && openKnown(open.length === 0 ? [] : files, side, pack);
    const ofCompared = openSide(compared, comparison.ofBase);
    const facts = [...kept.values()].map((entry) => entry.facts);
    const rows = trackFiles({
      current: open.map(({ address }) => Segment.open(contents.get(address)!)),
      base: sides.baseId === null ? null : (ofCompared ?? NOTHING),
      baseline:
        sides.baselineId === null
          ? null
          : ((sides.baseId === null ? ofCompared : openSide(sides.baseline, ofBaseline)) ?? NOTHING),
      target: openSide(sides.target, ofTarget),
      previous: openSide(sides.previous, ofPrevious),
      ...{ landed: [], likely: [], charged: pack.charged },
      marked: readMarked(marked),
      taken: comparison.taken,
      beside: {
        namesScopes: facts.some((each) => each.namesScopes),
        lacksDeclarations: facts.some((each) => each.lacksDeclarations),
        wordings: new Set(facts.flatMap((each) => each.wordings)),
      },
      changes: changes === null ? NOTHING_KNOWN : hashChanges(changes, secret),
      areTablesSame: sides.areTablesSame,
      exactIn: exactFiles({ changes, isBaseExact: sides.baseId !== null && isBaseExact, changedSinceBase }, secret),
      ranOnBase: sides.ranOnBase,
      isBaselineScan,
    });
    const isInDoubt = sides.ranOnBase === 'unknown' && kept.size > 0 && rows.newRules.length > 0;
    const tracked = open.map(({ path, address, packed }) => ({ path, address, facts: packed!.facts }));
    return { isInDoubt, findings: joinTracked(tracked, kept, rows) };
  };
  const first = track(false);
  return { tool, ...(first.isInDoubt ? track(true) : first).findings };
}

function marksIn(paths: ReadonlySet<string>, marks: readonly MarkedProblem[], secret: Uint8Array): MarkedProblem[] {
  const hasher = new KeyedHasher(secret);
  const hashes = new Set([...paths].map((path) => hexOf(hasher.hash('path', path))));
  return marks.filter((mark) => hashes.has(pathHashOf(mark)));
}

/** The findings that those of a tool are compared with. */
function sidesOf(run: LocalFindings, pack: OpenPack) {
  const { tool } = run;
  const { base } = pack;
  const report = base?.reports.find((each) => each.tool === tool);
  const areTablesSame = report === undefined || report.tablesVersion === TABLES_VERSION;
  const isOfBaseline = base === null || pack.isOfStoredBaseline;
  const baseId = isOfBaseline ? null : base.scanId;
  const pointer = pack.baselines.get(tool) ?? null;
  const baselineId = pointer === baseId ? null : pointer;
  const isOnBase = report !== undefined && hasFindings(report.state);
  return {
    ...{ baseId, baselineId },
    areTablesSame,
    ranOnBase: isOfBaseline ? ('all' as const) : ranOnBase(run, report),
    base: isOnBase ? pack.find(baseId, tool) : null,
    baseline: pack.find(baselineId, tool),
    target: pack.find(pack.targetId, tool),
    previous: pack.find(pack.previous.get(tool) ?? null, tool),
  };
}

const NOTHING: KnownFiles = { files: [], suppressedOnBase: new Set() };

const openKnown = (files: readonly FindingFile[], { suppressedOnBase }: KnownFindings, pack: OpenPack): KnownFiles => ({
  files: files.map(({ path, address, facts }) => ({
    path,
    segment: Segment.open(pack.contents.get(address)!),
    issueIds: facts.issueIds,
    firstSeenScanIds: facts.firstSeenScanIds,
  })),
  suppressedOnBase,
});

function exactFiles({ changes, isBaseExact, changedSinceBase }: TrackedChange, secret: Uint8Array): FileFilter {
  if (isBaseExact) return EVERY_FILE;
  return changes === null || changedSinceBase === null ? NO_FILE : hashUnchanged(changedSinceBase, changes, secret);
}

/** The marked problems; none where their features are of another version. */
function readMarked(marked: readonly MarkedProblem[]): Baseline {
  return unlessOther(EMPTY_BASELINE, () => ({
    features: unpackFeatures(marked.map(({ features }) => features)),
    issueIds: marked.map(({ issueId }) => issueId),
    firstSeenScanIds: marked.map(({ firstSeenScanId }) => firstSeenScanId),
  }));
}

const pathHashOf = ({ features }: MarkedProblem): string =>
  unlessOther('', () => hexOf(unpackFeatures([features]).hash(0, 'path')));

/** Result of reading features, or `otherwise` where they are of another version. */
function unlessOther<Result>(otherwise: Result, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return otherwise;
    throw error;
  }
}

/** The findings with their clones recognized by those of the base. */
function withClones(
  { tool, format }: LocalFindings,
  found: ToolScanFindings,
  pack: OpenPack,
  { changes }: TrackedChange,
  contents: ReadonlyMap<Address, Uint8Array>,
): ToolScanFindings {
  if (!CLONE_FORMATS.includes(format)) return found;
  const known = pack.base && pack.find(pack.base.scanId, tool);
  const rows = openFiles(chooseFiles([found], hasClones), contents).flatMap(clonesIn);
  const ofBase =
    known === null ? [] : openFiles(chooseFiles([asFound(known)], hasClones), pack.contents).flatMap(clonesIn);
  const { updates } = retrackClones(rows, ofBase, changes, pack.isBaselineScan);
  return updates.length === 0 ? found : applyToClones(found, rows, updates);
}

const hasClones = ({ facts }: FindingFile): boolean => facts.hasClones;

/** Findings of the base, whose states say nothing here. */
export const asFound = ({ tool, manifest }: KnownFindings): ToolScanFindings => ({
  ...{ tool, manifest, notes: {}, groups: [] },
  states: new Uint16Array(manifest.reduce((sum, { facts }) => sum + facts.issueIds.length, 0)),
});
