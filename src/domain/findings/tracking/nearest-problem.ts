import type { FeatureTable, HashField } from '../features/feature-table.js';
import { RowIndex } from '../matching/index/row-index.js';
import type { Baseline } from './pack-baseline.js';

export const DIFFERENCES = ['path', 'scope', 'line', 'context', 'message'] as const;
/** Evidence in which two findings differ: `line` is the code of the flagged line, `context` the code around it. */
export type Difference = (typeof DIFFERENCES)[number];

/** A problem that a new finding resembles, and the evidence in which the two differ. */
export interface NearestProblem {
  readonly issueId: number;
  readonly differsIn: readonly Difference[];
}

/** Problems of one file that are compared with a finding, above it and below. */
const NEIGHBOURS = 8;

/** Agreement in a field, by how much it says. */
const POINTS: readonly (readonly [field: HashField, points: number])[] = [
  ['line', 8],
  ['declaration', 4],
  ['scope', 4],
  ['message', 3],
  ['before8', 2],
  ['after', 2],
  ['messageForm', 1],
];

/**
 * Finds for new findings the most similar problem of the same rule that no finding was recognized as: in the same file, else
 * one of the same line of code in any file. Explains a verdict and decides nothing.
 */
export class NearestProblems {
  private readonly inFile: Groups;
  private readonly ofLine: Groups;

  /** @param open rows of `base` that no finding was recognized as, in ascending order */
  constructor(
    private readonly base: Baseline,
    open: readonly number[],
    private readonly current: FeatureTable,
  ) {
    const { features } = base;
    const byLine = [...open].sort((a, b) => features.int(a, 'startLine') - features.int(b, 'startLine') || a - b);
    this.inFile = new Groups(features, byLine, ['rule', 'path']);
    this.ofLine = new Groups(
      features,
      byLine.filter((row) => features.has(row, 'hasText')),
      ['rule', 'line'],
    );
  }

  /** The problem nearest to a current row; null where there is none. */
  of(row: number): NearestProblem | null {
    const { base, current } = this;
    const found =
      this.bestOf(row, this.neighbours(row)) ?? this.bestOf(row, this.ofLine.like(current, row).slice(0, NEIGHBOURS));
    return found === null ? null : { issueId: base.issueIds[found]!, differsIn: this.differences(found, row) };
  }

  private neighbours(row: number): readonly number[] {
    const rows = this.inFile.like(this.current, row);
    const line = this.current.int(row, 'startLine');
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.base.features.int(rows[middle]!, 'startLine') < line) low = middle + 1;
      else high = middle;
    }
    return rows.slice(Math.max(0, low - NEIGHBOURS), low + NEIGHBOURS);
  }

  private bestOf(row: number, candidates: readonly number[]): number | null {
    let best: number | null = null;
    let most = -1;
    let least = Infinity;
    for (const candidate of candidates) {
      const points = POINTS.reduce((sum, [field, each]) => sum + (this.isEqual(candidate, row, field) ? each : 0), 0);
      const { features } = this.base;
      const distance = Math.abs(features.int(candidate, 'startLine') - this.current.int(row, 'startLine'));
      if (points > most || (points === most && distance < least)) [best, most, least] = [candidate, points, distance];
    }
    return best;
  }

  private differences(baseRow: number, row: number): Difference[] {
    const isTextKnown = this.base.features.has(baseRow, 'hasText') && this.current.has(row, 'hasText');
    const differs: Readonly<Record<Difference, boolean>> = {
      path: !this.isEqual(baseRow, row, 'path'),
      scope: !this.isEqual(baseRow, row, 'scope'),
      line: isTextKnown && !this.isEqual(baseRow, row, 'line'),
      context: isTextKnown && !(this.isEqual(baseRow, row, 'before8') && this.isEqual(baseRow, row, 'after')),
      message: !this.isEqual(baseRow, row, 'message'),
    };
    return DIFFERENCES.filter((difference) => differs[difference]);
  }

  private isEqual(baseRow: number, row: number, field: HashField): boolean {
    return this.base.features.isEqual(baseRow, this.current, row, field);
  }
}

/** Rows of a table by their values in some fields, in the order given. */
class Groups {
  private readonly index: RowIndex;
  private readonly rows: number[][] = [];

  constructor(table: FeatureTable, rows: readonly number[], fields: readonly HashField[]) {
    this.index = new RowIndex(table, rows.length, fields);
    for (const row of rows) (this.rows[this.index.add(row)] ??= []).push(row);
  }

  /** The rows that have the values of a row of another table. */
  like(other: FeatureTable, row: number): readonly number[] {
    return this.rows[this.index.find(other, row)] ?? [];
  }
}
