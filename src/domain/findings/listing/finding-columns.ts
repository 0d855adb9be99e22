import { nobodyOwns, type OwnersOfPaths } from '../../owners/owners-of-paths.js';
import {
  type ArrayKind,
  type ByteTexts,
  packTexts,
  sharedArray,
  sizeOfTexts,
  textAt,
} from '../../segments/byte-texts.js';
import { comparePaths } from '../../segments/manifest.js';
import type { StoredClone } from '../clones/stored-clone.js';
import type { Severity } from '../finding.js';
import type { SegmentDirective } from '../segments/segment.js';
import { type FindingOrders, orderFindings } from './finding-orders.js';

/** Kind of array of each column. */
const COLUMNS = {
  issueId: Float64Array,
  firstSeenScanId: Float64Array,
  // numbers of texts in the dictionary of the same name
  tool: Uint32Array,
  rule: Uint32Array,
  path: Uint32Array,
  message: Uint32Array,
  // places in `FINDING_TYPES`, `SEVERITIES` and `DEBT_KINDS`
  type: Uint8Array,
  severity: Uint8Array,
  debtKind: Uint8Array,
  // places in `TOOL_LEVELS`, counted from 1; 0 for none
  toolLevel: Uint8Array,
  // 0 where the tool did not say
  startLine: Int32Array,
  startColumn: Int32Array,
  endLine: Int32Array,
  endColumn: Int32Array,
  // 0 or 1
  isNew: Uint8Array,
  isSuppressed: Uint8Array,
  // places in `MATCHED_BY` and `NEW_BECAUSE`, counted from 1; 0 for none
  matchedBy: Uint8Array,
  newBecause: Uint8Array,
  // the two halves of the fingerprint's 64 bits
  fingerprintHigh: Uint32Array,
  fingerprintLow: Uint32Array,
} as const;

type ColumnName = keyof typeof COLUMNS;
type Columns = { readonly [Name in ColumnName]: InstanceType<(typeof COLUMNS)[Name]> };

const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

export type DictionaryName = 'tool' | 'rule' | 'path' | 'message';

/** The most similar problem of the same rule, in words of the API. */
export interface StoredNearest {
  readonly issue_id: number;
  readonly file_path: string | null;
  readonly line: number | null;
  readonly differs_in: readonly string[];
}

/** A finding as it was before it got worse. */
export interface FormerFinding {
  readonly severity: Severity;
  readonly message: string;
}

/** Facts that few findings have. */
export interface FindingExtras {
  /** Places of a duplicated text. */
  readonly clone?: StoredClone | null;
  readonly nearest?: StoredNearest | null;
  readonly was?: FormerFinding | null;
  /** Its line, where its problem was marked on another one (`markedLineOf`). */
  readonly markLine?: string;
  /** Numbers of weaknesses. */
  readonly cwe?: readonly number[];
  /** Extent of a suppression. */
  readonly directive?: SegmentDirective;
}

/**
 * All findings of one scan, of all of its tools: a row of the columns each. Everything is in shared memory, so that any
 * thread reads it without a copy.
 */
export interface FindingColumns extends Columns, OwnersOfPaths {
  readonly count: number;
  /** Texts by the numbers in the columns; paths are sorted (`comparePaths`) and '' is the path of no file. */
  readonly dictionaries: Readonly<Record<DictionaryName, ByteTexts>>;
  /** Rows that have `extras`, ascending. */
  readonly extraRows: Uint32Array;
  /** `FindingExtras` in JSON, one for each of `extraRows`. */
  readonly extras: ByteTexts;
  readonly orders: FindingOrders;
}

const NO_EXTRAS: FindingExtras = {};

export function extrasAt({ extraRows, extras }: FindingColumns, row: number): FindingExtras {
  const at = lowerBound(extraRows.length, (index) => extraRows[index]! < row);
  return extraRows[at] === row ? (JSON.parse(textAt(extras, at)) as FindingExtras) : NO_EXTRAS;
}

/** The row of a problem's finding; null where the scan does not have the problem. */
export function rowOfIssue({ issueId, orders: { issue } }: FindingColumns, id: number): number | null {
  const row = issue[lowerBound(issue.length, (at) => issueId[issue[at]!]! < id)];
  return row !== undefined && issueId[row] === id ? row : null;
}

/** The first index of which `isBefore` is no longer true; it is true for none behind it. */
export function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Memory that the columns take, in bytes. */
export function sizeOfColumns(columns: FindingColumns): number {
  const texts = [...Object.values(columns.dictionaries), columns.owners, columns.extras];
  const arrays = [
    ...COLUMN_NAMES.map((name) => columns[name]),
    ...Object.values<Uint32Array>(columns.orders),
    columns.extraRows,
    columns.ownersOfPath,
  ];
  return (
    texts.reduce((sum, each) => sum + sizeOfTexts(each), 0) +
    arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
  );
}

/** Numbers texts in the order in which they first occur. */
class TextNumbers {
  private readonly numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  get texts(): string[] {
    return [...this.numbers.keys()];
  }
}

const INITIAL_ROWS = 1024;

/**
 * Builds `FindingColumns` without an object for each finding: `addFile` appends rows, whose other values are then set in
 * `columns` (current until the next `addFile`); texts go in by their number (`numberOf`).
 */
export class FindingColumnsBuilder {
  columns = allocate(INITIAL_ROWS);
  private count = 0;
  private capacity = INITIAL_ROWS;
  private readonly texts = {
    tool: new TextNumbers(),
    rule: new TextNumbers(),
    path: new TextNumbers(),
    message: new TextNumbers(),
  };
  private readonly extras = new Map<number, FindingExtras>();

  /**
   * Appends `count` findings of a tool in one file.
   *
   * @param path '' for findings in no file
   * @returns the row of the first
   */
  addFile(tool: string, path: string, count: number): number {
    this.reserve(this.count + count);
    const first = this.count;
    this.count += count;
    this.columns.tool.fill(this.numberOf('tool', tool), first, this.count);
    this.columns.path.fill(this.numberOf('path', path), first, this.count);
    return first;
  }

  /** The number of a text in a dictionary. */
  numberOf(dictionary: DictionaryName, text: string): number {
    return this.texts[dictionary].numberOf(text);
  }

  setExtras(row: number, extras: FindingExtras): void {
    this.extras.set(row, extras);
  }

  /** The columns with their orders, without owners; a suppressed finding is never new. The builder must not be used afterwards. */
  finish(): FindingColumns {
    const { count } = this;
    const columns = mapColumns((name) => copyShared(this.columns[name].subarray(0, count)));
    for (let row = 0; row < count; row += 1) if (columns.isSuppressed[row] === 1) columns.isNew[row] = 0;
    const extraRows = [...this.extras.keys()].sort((a, b) => a - b);
    const paths = this.sortPaths(columns.path);
    return {
      ...columns,
      count,
      dictionaries: {
        tool: packTexts(this.texts.tool.texts),
        rule: packTexts(this.texts.rule.texts),
        path: packTexts(paths),
        message: packTexts(this.texts.message.texts),
      },
      ...nobodyOwns(paths.length),
      extraRows: copyShared(Uint32Array.from(extraRows)),
      extras: packTexts(extraRows.map((row) => JSON.stringify(this.extras.get(row)))),
      orders: orderFindings(columns, count),
    };
  }

  /** Sorts the paths and renumbers them in the column. */
  private sortPaths(column: Uint32Array): string[] {
    const paths = this.texts.path.texts;
    const sorted = paths.map((_, number) => number).sort((a, b) => comparePaths(paths[a]!, paths[b]!));
    const renumbered = new Uint32Array(paths.length);
    sorted.forEach((number, place) => (renumbered[number] = place));
    for (let row = 0; row < column.length; row += 1) column[row] = renumbered[column[row]!]!;
    return sorted.map((number) => paths[number]!);
  }

  private reserve(rows: number): void {
    if (rows <= this.capacity) return;
    this.capacity = Math.max(rows, 2 * this.capacity);
    const grown = allocate(this.capacity);
    for (const name of COLUMN_NAMES) grown[name].set(this.columns[name]);
    this.columns = grown;
  }
}

const mapColumns = (columnOf: (name: ColumnName) => unknown): Columns =>
  Object.fromEntries(COLUMN_NAMES.map((name) => [name, columnOf(name)])) as Columns;

const allocate = (rows: number): Columns => mapColumns((name) => new COLUMNS[name](rows));

/** A copy in shared memory. */
function copyShared<T extends Columns[ColumnName]>(array: T): T {
  const copy = sharedArray(array.constructor as ArrayKind<T>, array.length);
  copy.set(array);
  return copy;
}
