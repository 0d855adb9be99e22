import { lazily } from '../../lazily.js';
import { hasGrown } from '../directive.js';
import { FeatureTable } from '../features/feature-table.js';
import { FINDING_TYPES, SEVERITIES, type Severity } from '../finding.js';
import { markedLineOf } from '../marked-line.js';
import { type FileFilter, type KnownChanges, NO_FILE } from '../matching/known-changes.js';
import type { Beside } from '../matching/state/comparison.js';
import { type FindingGroup, groupRows } from '../segments/groups.js';
import { isSuppressedKind, placesOfKind, severityOf } from '../segments/kinds.js';
import { codeOfState } from '../segments/row-states.js';
import {
  featuresOf,
  messageAt,
  type Segment,
  type SegmentDetails,
  type SegmentDirective,
} from '../segments/segment.js';
import type { Difference } from './nearest-problem.js';
import { NEW_BECAUSE, type NewBecause, type RanOnBase } from './newness.js';
import { type Baseline, EMPTY_BASELINE } from './pack-baseline.js';
import { type DirectiveRows, isLeftAlone, type TrackedFinding, trackFindings } from './track-findings.js';

/** Findings of one file in an earlier scan, and the problem that each of them is. */
export interface KnownFile {
  readonly path: string;
  readonly segment: Segment;
  readonly issueIds: ArrayLike<number>;
  readonly firstSeenScanIds: ArrayLike<number>;
}

/** Files of an earlier scan that have to be looked into. */
export interface KnownFiles {
  readonly files: readonly KnownFile[];
  /** Ids of the problems that count as suppressed there, though the tool's report does not say so. */
  readonly suppressedOnBase: ReadonlySet<number>;
}

/** Files that `compareFiles` left open, with all that is known from before. */
export interface FilesToTrack {
  readonly current: readonly Segment[];
  /** The scan that the change is compared with; null: the baseline is. */
  readonly base: KnownFiles | null;
  readonly baseline: KnownFiles | null;
  /** The newest scan of the target branch, where that is neither the base nor the baseline. */
  readonly target: KnownFiles | null;
  readonly previous: KnownFiles | null;
  /** The last scans of pull requests that landed since the base. */
  readonly landed: readonly KnownFiles[];
  /** Scans that lend ids to the very same lines alone. */
  readonly likely: readonly KnownFiles[];
  /** Problems that users marked as false positives anywhere in the repository. */
  readonly marked: Baseline;
  /** Ids that findings in other files have. */
  readonly taken: ReadonlySet<number>;
  /** Facts on the files that are the same on both sides. */
  readonly beside: Beside;
  readonly changes: KnownChanges;
  /** False where other tables gave the findings of the base their severities: then none is worse. */
  readonly areTablesSame: boolean;
  /** Files that are the same on the base and where the change starts. */
  readonly exactIn: FileFilter;
  readonly ranOnBase: RanOnBase;
  readonly isBaselineScan: boolean;
  /** Problems that pull requests below the change brought, which were closed without a merge: the change brings them itself. */
  readonly charged?: ReadonlySet<number>;
  /** The problems that the findings were so far, by their rows. */
  readonly ownIds?: readonly number[] | null;
}

/** An earlier problem that explains a new finding, as it was found then: one of the two. */
export interface Explanation {
  readonly nearest?: ExplainingProblem;
  readonly was?: FormerFinding;
}

/** The most similar problem of the same rule, as it is stored and sent. */
export interface ExplainingProblem {
  readonly issue_id: number;
  readonly file_path: string | null;
  readonly line: number | null;
  readonly differs_in: readonly Difference[];
}

/** A finding as it was before it got worse. */
export interface FormerFinding {
  readonly severity: Severity;
  readonly message: string;
}

/** Results by the rows of `current`, which are numbered through all of its files. */
export interface TrackedRows {
  /** 0 for a problem that was never seen. */
  readonly issueIds: Float64Array<ArrayBuffer>;
  readonly firstSeenScanIds: Float64Array<ArrayBuffer>;
  /** `codeOfState` of each row. */
  readonly states: Uint16Array<ArrayBuffer>;
  readonly explanations: readonly (readonly [row: number, Explanation])[];
  readonly groups: readonly FindingGroup[];
  /** Lines of findings whose problem was marked on another line, as `markedLineOf` hashes them. */
  readonly markLines: readonly (readonly [row: number, line: string])[];
  /**
   * Rules without findings in the base's files that report on lines that the change did not touch: the first ones,
   * sorted.
   */
  readonly newRules: readonly string[];
  /** Number of findings that are on lines in which the change edited white space alone, and that the base does not have. */
  readonly reindented: number;
  /** Number of problems of the base's files that are gone. */
  readonly fixedCount: number;
  readonly isLowConfidence: boolean;
}

/** So many findings are explained by others; who reads a list of more looks at none of them. */
const MAX_EXPLANATIONS = 1000;
const MAX_NEW_RULES = 100;

/** Decides for each finding of the open files which problem it is and whether it is new (`trackFindings`). */
export function trackFiles(input: FilesToTrack): TrackedRows {
  const kinds = joinKinds(input.current.map((segment) => segment.kinds()));
  const sides = {
    ...{ base: openSide(input.base), baseline: openSide(input.baseline) },
    ...{ target: openSide(input.target), previous: openSide(input.previous) },
  };
  const lent = (side: KnownSide | null) => (side?.known ? withoutTaken(side.known, input.taken) : null);
  const lentBy = (scans: readonly KnownFiles[]): Baseline[] => scans.flatMap((files) => lent(openSide(files)) ?? []);
  const isBaseReadable = sides.base?.known !== null;
  const compared = sides.base ?? sides.baseline;
  // Findings whose features are not known are no one's: nothing is recognized.
  const current = featuresOf(input.current) ?? FeatureTable.withRows(kinds.length);
  const tracked = trackFindings({
    current,
    base: input.base === null ? null : (sides.base?.known ?? null),
    baseline: (input.base === null ? sides.baseline?.known : lent(sides.baseline)) ?? null,
    previous: lent(sides.previous) ?? EMPTY_BASELINE,
    marked: withoutTaken(input.marked, input.taken),
    target: lent(sides.target),
    ...{ landed: lentBy(input.landed), likely: lentBy(input.likely) },
    exactIn: isBaseReadable ? input.exactIn : NO_FILE,
    ...{
      severities: input.areTablesSame ? Uint8Array.from(kinds, severityOf) : null,
      suppressed: Uint8Array.from(kinds, (kind) => (isSuppressedKind(kind) ? 1 : 0)),
    },
    ...{ ranOnBase: input.ranOnBase, isBaselineScan: input.isBaselineScan },
    ...{ changes: input.changes, beside: input.beside },
    directives: compareDirectives(input.current, compared),
  });
  const { fixedCount, isLowConfidence } = tracked;
  const findings = withCharged(tracked.findings, kinds, input);
  // Suppression carries over from the base of a change; on a baseline branch each report has its own word on it.
  const isSuppressed = sides.base?.isSuppressed ?? (() => false);
  const encoded = encode(findings, isSuppressed, (finding) => explain(finding, compared, sides.baseline));
  const newRules = rulesOf(input.current, (row) => findings[row]!.isOfNewRule);
  const markLines = findEditedMarks(findings, current, input.marked);
  const reindented = findings.filter((finding) => finding.isReindented).length;
  return {
    ...{ ...encoded, groups: groupRows(kinds, encoded.states), markLines, newRules, reindented },
    ...{ fixedCount, isLowConfidence },
  };
}

function findEditedMarks(
  findings: readonly TrackedFinding[],
  current: FeatureTable,
  { features, issueIds }: Baseline,
): TrackedRows['markLines'] {
  if (features.count === 0) return [];
  const marks = new Map(Array.from(issueIds, (id, row) => [id, markedLineOf(features, row)]));
  return findings.flatMap(({ issueId }, row): [number, string][] => {
    const marked = issueId === null ? null : (marks.get(issueId) ?? null);
    const line = marked === null ? null : markedLineOf(current, row);
    return line === null || line === marked ? [] : [[row, line]];
  });
}

/** Makes findings that nothing recognizes and the change did not touch its consequence, where it is charged with them. */
function withCharged(
  findings: readonly TrackedFinding[],
  kinds: Uint16Array,
  { charged, ownIds }: Pick<FilesToTrack, 'charged' | 'ownIds'>,
): readonly TrackedFinding[] {
  if (charged === undefined || charged.size === 0) return findings;
  return findings.map((finding, row) => {
    const isGuess = !finding.isNew && isLeftAlone(finding.matchedBy);
    const id = finding.issueId ?? ownIds?.[row];
    const isCharged = isGuess && id !== undefined && charged.has(id) && !isSuppressedKind(kinds[row]!);
    return isCharged ? { ...finding, isNew: true, matchedBy: null, newBecause: 'consequence', ...NO_GUESS } : finding;
  });
}

const NO_GUESS = { isOfNewRule: false, isReindented: false };

/** Null for findings other than directives. */
function compareDirectives(current: readonly Segment[], compared: KnownSide | null): DirectiveRows | null {
  const own = directivesIn(current);
  if (own.size === 0) return null;
  const before = lazily(() => directivesIn(compared?.segments ?? []));
  return {
    hasGrown(row, baselineRow) {
      const [now, then] = [own.get(row), before().get(baselineRow)];
      return now !== undefined && then !== undefined && hasGrown(then, now);
    },
  };
}

/** Directives by their rows, which are numbered through the segments. */
function directivesIn(segments: readonly Segment[]): ReadonlyMap<number, SegmentDirective> {
  const directives = new Map<number, SegmentDirective>();
  let start = 0;
  for (const segment of segments) {
    if (segment.kinds().some((kind) => FINDING_TYPES[placesOfKind(kind).type] === 'suppression'))
      for (const [row, directive] of segment.details().directives) directives.set(start + row, directive);
    start += segment.count;
  }
  return directives;
}

/** The rules of some rows, which are numbered through the segments. */
function rulesOf(segments: readonly Segment[], isMeant: (row: number) => boolean): string[] {
  const rules = new Set<string>();
  let start = 0;
  for (const segment of segments) {
    const details = lazily(() => segment.details());
    for (let at = 0; at < segment.count; at += 1)
      if (isMeant(start + at)) rules.add(details().ruleIds[details().rules[at]!]!);
    start += segment.count;
  }
  return [...rules].sort().slice(0, MAX_NEW_RULES);
}

/** An earlier scan as the matcher reads it; `known` is null where its features are of another version. */
interface KnownSide {
  readonly known: Baseline | null;
  readonly segments: readonly Segment[];
  readonly isSuppressed: (issueId: number) => boolean;
  readonly find: (issueId: number) => FoundRow | undefined;
}

interface FoundRow {
  readonly path: string;
  readonly details: SegmentDetails;
  readonly row: number;
}

function openSide(side: KnownFiles | null): KnownSide | null {
  if (side === null) return null;
  const { files, suppressedOnBase } = side;
  const features = featuresOf(files.map(({ segment }) => segment));
  const issueIds = joinIds(files.map((file) => file.issueIds));
  const kinds = joinKinds(files.map(({ segment }) => segment.kinds()));
  const suppressed = Uint8Array.from(kinds, (kind, row) =>
    isSuppressedKind(kind) || suppressedOnBase.has(issueIds[row]!) ? 1 : 0,
  );
  const known = features && {
    ...{ features, issueIds, suppressed, severities: Uint8Array.from(kinds, severityOf) },
    firstSeenScanIds: joinIds(files.map((file) => file.firstSeenScanIds)),
  };
  const rows = lazily(() => {
    const byId = new Map<number, number>();
    issueIds.forEach((id, row) => byId.set(id, row));
    return byId;
  });
  const details = new Map<number, SegmentDetails>();
  const detailsOf = (file: number): SegmentDetails => {
    const known = details.get(file) ?? files[file]!.segment.details();
    details.set(file, known);
    return known;
  };
  const starts = startsOf(files.map(({ segment }) => segment.count));
  return {
    known,
    segments: files.map(({ segment }) => segment),
    isSuppressed: suppressed.includes(1) ? (issueId) => suppressed[rows().get(issueId) ?? -1] === 1 : () => false,
    find: (issueId) => {
      const row = rows().get(issueId);
      if (row === undefined) return undefined;
      const file = starts.findLastIndex((start) => start <= row);
      return { path: files[file]!.path, details: detailsOf(file), row: row - starts[file]! };
    },
  };
}

const joinKinds = (ofSegments: readonly Uint16Array[]): Uint16Array => joinColumns(Uint16Array, ofSegments);
const joinIds = (ofFiles: readonly ArrayLike<number>[]): Float64Array => joinColumns(Float64Array, ofFiles);

/** The numbers of several files, one file after the other. */
export function joinColumns<Column extends Uint16Array | Float64Array>(
  kind: new (length: number) => Column,
  ofFiles: readonly ArrayLike<number>[],
): Column {
  const joined = new kind(ofFiles.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const ofFile of ofFiles) {
    joined.set(ofFile, at);
    at += ofFile.length;
  }
  return joined;
}

function withoutTaken(known: Baseline, taken: ReadonlySet<number>): Baseline {
  if (taken.size === 0) return known;
  const left = Array.from({ length: known.issueIds.length }, (_, row) => row).filter(
    (row) => !taken.has(known.issueIds[row]!),
  );
  if (left.length === known.issueIds.length) return known;
  return {
    features: known.features.select(left),
    issueIds: left.map((row) => known.issueIds[row]!),
    firstSeenScanIds: left.map((row) => known.firstSeenScanIds[row]!),
  };
}

function encode(
  findings: readonly TrackedFinding[],
  isSuppressed: (issueId: number) => boolean,
  explanationOf: (finding: TrackedFinding) => Explanation | null,
): Pick<TrackedRows, 'issueIds' | 'firstSeenScanIds' | 'states' | 'explanations'> {
  const issueIds = new Float64Array(findings.length);
  const firstSeenScanIds = new Float64Array(findings.length);
  const states = new Uint16Array(findings.length);
  const explanations: (readonly [number, Explanation])[] = [];
  findings.forEach((finding, row) => {
    const isSuppressedOnBase = isRecognized(finding) && isSuppressed(finding.issueId!);
    const isNew = finding.isNew && !isSuppressedOnBase;
    issueIds[row] = finding.issueId ?? 0;
    firstSeenScanIds[row] = finding.firstSeenScanId ?? 0;
    states[row] = codeOfState({
      isNew,
      isSuppressedOnBase,
      isHidden: finding.isHidden,
      matchedBy: finding.matchedBy,
      newBecause: isNew && finding.newBecause !== null ? placeOf(finding.newBecause) : null,
    });
    const explanation = isNew && explanations.length < MAX_EXPLANATIONS ? explanationOf(finding) : null;
    if (explanation !== null) explanations.push([row, explanation]);
  });
  return { issueIds, firstSeenScanIds, states, explanations };
}

const placeOf = (reason: NewBecause): number => NEW_BECAUSE.indexOf(reason);

const isRecognized = ({ issueId, matchedBy, newBecause }: TrackedFinding): boolean =>
  issueId !== null && (matchedBy !== null || newBecause === 'worsened');

function explain(
  { issueId, newBecause, nearest }: TrackedFinding,
  compared: KnownSide | null,
  baseline: KnownSide | null,
): Explanation | null {
  const isWorse = newBecause === 'worsened' && issueId !== null;
  const explaining = isWorse ? issueId : (nearest?.issueId ?? null);
  const found = explaining === null ? undefined : (compared?.find(explaining) ?? baseline?.find(explaining));
  if (explaining === null || found === undefined) return null;
  const { path, details, row } = found;
  if (isWorse)
    return { was: { severity: SEVERITIES[severityOf(details.kinds[row]!)]!, message: messageAt(details, row) } };
  return {
    nearest: {
      issue_id: explaining,
      file_path: path === '' ? null : path,
      line: details.startLines[row]! || null,
      differs_in: nearest!.differsIn,
    },
  };
}

const startsOf = (counts: readonly number[]): number[] => {
  let next = 0;
  return counts.map((count) => (next += count) - count);
};
