import { type FeatureTable, type HashField, ROW_WORDS, WORD_OF, wordsOf } from '../features/feature-table.js';
import type { KnownChanges } from '../matching/known-changes.js';
import { matchFindings } from '../matching/match-findings.js';
import type { MatchedBy } from '../matching/matched-by.js';
import type { Beside } from '../matching/state/comparison.js';
import type { Baseline } from './pack-baseline.js';

/** Recognition of a finding as a problem of another scan than the base. */
export interface Loan {
  readonly matchedBy: MatchedBy;
  /**
   * Both are said of the same line in the same code before or after it; without its text, in the same place by a message that
   * names something.
   */
  readonly isSameLine: boolean;
  readonly isSamePath: boolean;
}

/** Problem of each finding, as far as it is known; null where it is not. No two findings are one problem. */
export class Identities {
  readonly issueIds: (number | null)[];
  readonly firstSeenScanIds: (number | null)[];
  /** The finding that took each problem; null while nobody looked one up. */
  private takers: Map<number | null, number> | null = null;

  constructor(private readonly current: FeatureTable) {
    this.issueIds = new Array<number | null>(current.count).fill(null);
    this.firstSeenScanIds = new Array<number | null>(current.count).fill(null);
  }

  /** True while neither the finding has a problem nor the problem a finding. */
  isOpen(row: number, from: Baseline, fromRow: number): boolean {
    return this.issueIds[row] === null && this.takerOf(from.issueIds[fromRow]!) === undefined;
  }

  take(row: number, from: Baseline, fromRow: number): void {
    const issueId = from.issueIds[fromRow]!;
    this.takers?.set(issueId, row);
    this.issueIds[row] = issueId;
    this.firstSeenScanIds[row] = from.firstSeenScanIds[fromRow]!;
  }

  /**
   * Lends ids to findings without one, out of the problems that no finding has taken yet. Those that were taken take part
   * all the same: they tell how far the code moved, and which functions are still there.
   *
   * @param isFit leaves out loans that do not hold for it
   * @returns for each finding that took one how it was recognized; null for all others
   */
  borrow(
    known: Baseline,
    changes: KnownChanges,
    beside?: Beside,
    isFit: (loan: Loan) => boolean = () => true,
  ): (Loan | null)[] {
    const loans = new Array<Loan | null>(this.current.count).fill(null);
    const takers = Array.from({ length: known.features.count }, (_, row) => this.takerOf(known.issueIds[row]!));
    if (takers.every((taker) => taker !== undefined) || !this.issueIds.includes(null)) return loans;
    const pinned = takers.flatMap((taker, row): (readonly [number, number])[] =>
      taker === undefined ? [] : [[row, taker]],
    );
    matchFindings(known.features, this.current, changes, { pinned, beside }).forEach(
      ({ baselineRow, matchedBy }, row) => {
        if (baselineRow === null || !this.isOpen(row, known, baselineRow)) return;
        const loan = {
          matchedBy: matchedBy!,
          isSameLine: isSameLine(this.current, row, known.features, baselineRow),
          isSamePath: this.current.isEqual(row, known.features, baselineRow, 'path'),
        };
        if (!isFit(loan)) return;
        this.take(row, known, baselineRow);
        loans[row] = loan;
      },
    );
    return loans;
  }

  /**
   * Gives findings that are known under an unmarked name the name of a marked problem that no finding here has yet, where
   * both are of the very same code in the very same place. Nothing less will do: a copy of a marked problem that outlives
   * it stays what it is.
   */
  adoptMarks(marked: Baseline): void {
    const { current } = this;
    const marksOf = new Map<number, number[]>();
    const wordOf = ({ words }: FeatureTable, row: number) => words[row * ROW_WORDS + WORD_OF.line]!;
    for (let mark = 0; mark < marked.features.count; mark += 1) {
      if (this.takerOf(marked.issueIds[mark]!) !== undefined || !marked.features.has(mark, 'hasText')) continue;
      const word = wordOf(marked.features, mark);
      marksOf.set(word, [...(marksOf.get(word) ?? []), mark]);
    }
    if (marksOf.size === 0) return;
    const markedIds = new Set(Array.from(marked.issueIds));
    for (let row = 0; row < current.count; row += 1) {
      const marks = marksOf.get(wordOf(current, row));
      if (!marks || markedIds.has(this.issueIds[row]!)) continue;
      const at = marks.findIndex((mark) => isSamePlace(current, row, marked.features, mark));
      if (at >= 0) this.take(row, marked, marks.splice(at, 1)[0]!);
    }
  }

  /** The finding that took a problem, if any did. */
  private takerOf(issueId: number): number | undefined {
    this.takers ??= new Map(this.issueIds.map((taken, row) => [taken, row]));
    return this.takers.get(issueId);
  }
}

/** Fields that two findings share where they are of the very same code, in the very same place. */
const SAME_PLACE = wordsOf([
  ...(['path', 'rule', 'scope', 'line', 'next8', 'before8', 'after', 'message', 'surroundings'] as const),
  ...(['startLine', 'startColumn', 'extent'] as const),
]);

/** True where two findings are on the same line in the same code (`Loan`). */
export function isSameLine(one: FeatureTable, row: number, other: FeatureTable, otherRow: number): boolean {
  const isEqual = (field: HashField): boolean => one.isEqual(row, other, otherRow, field);
  if (!isEqual('statement')) return false;
  if (one.has(row, 'hasText') && other.has(otherRow, 'hasText'))
    return isEqual('line') && isEqual('scope') && (isEqual('before8') || isEqual('after'));
  const isInPlace = (['startLine', 'startColumn'] as const).every(
    (field) => one.int(row, field) === other.int(otherRow, field),
  );
  return isInPlace && isEqual('path') && !one.areFieldsEqual(row, 'message', 'messageForm');
}

const isSamePlace = (one: FeatureTable, row: number, other: FeatureTable, otherRow: number): boolean =>
  SAME_PLACE.every((word) => one.words[row * ROW_WORDS + word] === other.words[otherRow * ROW_WORDS + word]);
