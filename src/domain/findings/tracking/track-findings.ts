import { type FeatureTable, ROW_WORDS, WORD_OF, wordsOf } from '../matching/features.js';
import type { KnownChanges } from '../matching/known-changes.js';
import type { MatchedBy } from '../matching/matched-by.js';
import { matchFindings } from '../matching/match-findings.js';
import type { Baseline } from '../matching/pack-baseline.js';

/** What one tool found now, and what is known from before. All tables are under the repository's secret. */
export interface TrackingInput {
  readonly current: FeatureTable;
  /** Problems that the default branch is known to have; null while it has no baseline. */
  readonly baseline: Baseline | null;
  /** What the previous scan of the same pull request or branch found: where ids are taken over from. */
  readonly previous: Baseline;
  /** Problems that users marked as false positives anywhere in the repository. */
  readonly marked: Baseline;
  /** Findings of the default branch are never new. */
  readonly isBaselineScan: boolean;
  readonly changes: KnownChanges;
}

/** What a finding turned out to be; ids are null for a problem that was never seen. */
export interface TrackedFinding {
  readonly issueId: number | null;
  readonly firstSeenScanId: number | null;
  readonly isNew: boolean;
  /** The pass that recognized an inherited finding (docs/new-code.md); null for one that nothing recognized. */
  readonly matchedBy: MatchedBy | null;
}

export interface Tracking {
  /** One for each row of `current`. */
  readonly findings: readonly TrackedFinding[];
  /** Problems of the baseline that are gone. */
  readonly fixedCount: number;
  /** Some finding was decided without its source text. */
  readonly isLowConfidence: boolean;
}

/**
 * Decides for each finding which problem it is and whether it is new. Newness comes from the baseline and the change
 * alone; the previous scan and the marks only lend their ids, so that history and marks carry over to problems that no
 * baseline holds yet. Two branches may have named one problem each on their own: once it is marked under one of its
 * names, that is its name.
 */
export function trackFindings(input: TrackingInput): Tracking {
  const { baseline, current, changes, isBaselineScan } = input;
  const verdicts = matchFindings(baseline?.features ?? null, current, changes);
  const identities = new Identities(current.count);
  verdicts.forEach(({ baselineRow }, row) => {
    if (baselineRow !== null) identities.take(row, baseline!, baselineRow);
  });
  for (const known of [input.previous, input.marked]) takeIdentities(identities, known, input);
  adoptMarks(identities, input);
  return {
    findings: verdicts.map(({ isNew, matchedBy }, row) => ({
      issueId: identities.issueIds[row]!,
      firstSeenScanId: identities.firstSeenScanIds[row]!,
      isNew: isNew && !isBaselineScan,
      matchedBy,
    })),
    fixedCount: (baseline?.features.count ?? 0) - verdicts.filter(({ baselineRow }) => baselineRow !== null).length,
    isLowConfidence: verdicts.some((verdict) => verdict.isLowConfidence),
  };
}

/** Which problem each finding is, as far as it is known; null where it is not. No two findings are one problem. */
class Identities {
  readonly issueIds: (number | null)[];
  readonly firstSeenScanIds: (number | null)[];
  /** Which finding took each problem; null while nobody asked. */
  private takers: Map<number | null, number> | null = null;

  constructor(rows: number) {
    this.issueIds = new Array<number | null>(rows).fill(null);
    this.firstSeenScanIds = new Array<number | null>(rows).fill(null);
  }

  take(row: number, from: Baseline, fromRow: number): void {
    const issueId = from.issueIds[fromRow]!;
    this.takers?.set(issueId, row);
    this.issueIds[row] = issueId;
    this.firstSeenScanIds[row] = from.firstSeenScanIds[fromRow]!;
  }

  /** The finding that took a problem, if any did. */
  takerOf(issueId: number): number | undefined {
    this.takers ??= new Map(this.issueIds.map((taken, row) => [taken, row]));
    return this.takers.get(issueId);
  }
}

/**
 * Lends ids to findings without one, out of what no finding has taken yet. What was taken takes part all the same: it tells
 * how far the code moved, and which functions are still there.
 */
function takeIdentities(identities: Identities, known: Baseline, { current, changes }: TrackingInput): void {
  const takers = Array.from({ length: known.features.count }, (_, row) => identities.takerOf(known.issueIds[row]!));
  if (takers.every((taker) => taker !== undefined) || !identities.issueIds.includes(null)) return;
  const settled = takers.flatMap((taker, row): (readonly [number, number])[] =>
    taker === undefined ? [] : [[row, taker]],
  );
  const matched = matchFindings(known.features, current, changes, settled);
  matched.forEach(({ baselineRow }, row) => {
    if (baselineRow === null || identities.issueIds[row] !== null) return;
    if (identities.takerOf(known.issueIds[baselineRow]!) === undefined) identities.take(row, known, baselineRow);
  });
}

/** What has to be the same for two findings to be of the very same code, in the very same place. */
const SAME_PLACE = wordsOf([
  ...(['path', 'rule', 'scope', 'line', 'next8', 'before8', 'after', 'message', 'surroundings'] as const),
  ...(['startLine', 'startColumn', 'extent'] as const),
]);

/**
 * Gives findings that are known under an unmarked name the name of a marked problem that no finding here has yet, where
 * both are of the very same code in the very same place. Nothing less will do: a copy of a marked problem that outlives it
 * stays what it is.
 */
function adoptMarks(identities: Identities, { current, marked }: TrackingInput): void {
  const marksOf = new Map<number, number[]>();
  const wordOf = ({ words }: FeatureTable, row: number) => words[row * ROW_WORDS + WORD_OF.line]!;
  for (let mark = 0; mark < marked.features.count; mark += 1) {
    if (identities.takerOf(marked.issueIds[mark]!) !== undefined || !marked.features.has(mark, 'hasText')) continue;
    const word = wordOf(marked.features, mark);
    marksOf.set(word, [...(marksOf.get(word) ?? []), mark]);
  }
  if (marksOf.size === 0) return;
  const markedIds = new Set(Array.from(marked.issueIds));
  for (let row = 0; row < current.count; row += 1) {
    const marks = marksOf.get(wordOf(current, row));
    if (!marks || markedIds.has(identities.issueIds[row]!)) continue;
    const at = marks.findIndex((mark) => isSamePlace(current, row, marked.features, mark));
    if (at >= 0) identities.take(row, marked, marks.splice(at, 1)[0]!);
  }
}

const isSamePlace = (one: FeatureTable, row: number, other: FeatureTable, otherRow: number): boolean =>
  SAME_PLACE.every((word) => one.words[row * ROW_WORDS + word] === other.words[otherRow * ROW_WORDS + word]);
