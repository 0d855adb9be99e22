import type { Hunk, LineRange } from '../../changes/changed-lines.js';
import type { FeatureTable } from '../features/feature-table.js';
import { hexOf } from '../features/keyed-hash.js';
import { findAdded, findFiles, type KnownChanges, type KnownFile } from '../matching/known-changes.js';

/** Effect of a change at the place of a finding. */
export type TouchedPlace = 'added_line' | 'edited_scope' | 'elsewhere';

/**
 * Evidence that the change itself gives on findings of one tool: whether it added their lines, or edited the named scope
 * that they are in.
 */
export class ChangeEvidence {
  private readonly files: readonly (KnownFile | undefined)[];
  private readonly added: readonly (readonly LineRange[] | undefined)[];
  private spans: ReadonlyMap<string, LineRange> | null = null;

  /** @param changes with known lines */
  constructor(
    private readonly table: FeatureTable,
    changes: KnownChanges,
  ) {
    this.files = findFiles(table, changes);
    this.added = findAdded(table, changes);
  }

  /** A finding of a file without a line counts as one whose scope is the file; one without a file is elsewhere. */
  placeOf(row: number): TouchedPlace {
    const added = this.added[row];
    if (added === undefined) return 'elsewhere';
    const lines = linesOf(this.table, row);
    if (lines === null) return 'edited_scope';
    if (added.some((range) => overlap(range, lines))) return 'added_line';
    return this.isScopeEdited(row) ? 'edited_scope' : 'elsewhere';
  }

  /** True when the change did not add the first of a finding's lines: the head of what its rule judges as a whole. */
  isHeadKept(row: number): boolean {
    const line = this.table.int(row, 'startLine');
    return line > 0 && !this.added[row]?.some((range) => overlap(range, [line, line]));
  }

  /** True when the change only moved the finding's line, or changed white space in it. */
  isMoved(row: number): boolean {
    return this.isIn(row, this.files[row]?.moved);
  }

  /** True when the change edited nothing but white space in the finding's line. */
  isReindented(row: number): boolean {
    return this.isIn(row, this.files[row]?.reindented);
  }

  private isIn(row: number, ranges: readonly LineRange[] = []): boolean {
    const lines = linesOf(this.table, row);
    return lines !== null && ranges.some((range) => overlap(range, lines));
  }

  /**
   * True when the change added or removed lines in the named scope of a finding. One at the head of a function that
   * judges the function is of that function, though its head belongs to the scope around it.
   */
  isScopeEdited(row: number): boolean {
    const file = this.files[row];
    if (file === undefined) return false;
    if (file.editedScopes !== null)
      return file.editedScopes.has(hexOf(this.table.hash(row, 'scope'))) || this.isJudgedScopeEdited(row, file);
    this.spans ??= spansOfScopes(this.table);
    const span = this.spans.get(scopeKey(this.table, row)) ?? linesOf(this.table, row);
    return span !== null && (file.added.some((range) => overlap(range, span)) || removesWithin(file.hunks, span));
  }

  private isJudgedScopeEdited(row: number, { editedNames }: KnownFile): boolean {
    const isOfDeclared = this.table.has(row, 'judgesScope') && this.table.has(row, 'isDeclaration');
    return isOfDeclared && (editedNames?.has(hexOf(this.table.hash(row, 'declaration'))) ?? false);
  }
}

/** The flagged lines; null for a finding without a line. */
function linesOf(table: FeatureTable, row: number): LineRange | null {
  const start = table.int(row, 'startLine');
  return start === 0 ? null : [start, start + table.int(row, 'extent')];
}

const overlap = (one: LineRange, other: LineRange): boolean => one[0] <= other[1] && other[0] <= one[1];

/** True when lines were removed between the first and the last of some lines of the new version. */
const removesWithin = (hunks: readonly Hunk[] | null, [from, to]: LineRange): boolean =>
  hunks?.some(([, , start, lines]) => lines === 0 && from <= start && start < to) ?? false;

const scopeKey = (table: FeatureTable, row: number): string =>
  hexOf(table.hash(row, 'path')) + hexOf(table.hash(row, 'scope'));

/** For each named scope the lines from its first finding to its last: as much of it as the findings show. */
function spansOfScopes(table: FeatureTable): Map<string, LineRange> {
  const spans = new Map<string, LineRange>();
  for (let row = 0; row < table.count; row += 1) {
    const lines = linesOf(table, row);
    if (lines === null || !table.has(row, 'isInNamedScope')) continue;
    const key = scopeKey(table, row);
    const span = spans.get(key) ?? lines;
    spans.set(key, [Math.min(span[0], lines[0]), Math.max(span[1], lines[1])]);
  }
  return spans;
}
