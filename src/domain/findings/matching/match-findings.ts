import { FeatureTable } from '../features/feature-table.js';
import { hexOf } from '../features/keyed-hash.js';
import {
  type FileFilter,
  findUntouched,
  type HashedRename,
  type KnownChanges,
  NO_FILE,
  NOTHING_KNOWN,
} from './known-changes.js';
import { matchFileLevel } from './match-file-level.js';
import {
  matchEditedLines,
  matchKeptLines,
  matchOnlyOnesInHunks,
  matchReplacedLines,
  matchRewrittenStatements,
  matchWithinHunks,
  setKeptLinesAside,
} from './match-kept-lines.js';
import { matchMovedBlocks } from './match-moved-blocks.js';
import { matchSequences, type SequenceRule } from './match-sequences.js';
import type { MatchedBy } from './matched-by.js';
import {
  ACROSS_FILES,
  AFTER_RENAMES,
  IN_FILE,
  MOVED_AND_EDITED,
  REWRITTEN,
  UNTOUCHED,
  WITHOUT_TEXT,
  WRITTEN_AGAIN,
} from './passes.js';
import { runAcrossFiles, runInFiles } from './run-pass.js';
import { type Beside, Comparison } from './state/comparison.js';
import { NONE } from './state/side.js';
import { applyRenames, usableRenames, voteRenames } from './vote-renames.js';

/** Result of the matcher for one current finding. */
export interface MatchDecision {
  /** True when no earlier problem is this one. */
  readonly isNew: boolean;
  /** The row of the problem in the baseline; null when it is new. */
  readonly baselineRow: number | null;
  /** The pass that recognized it; null when it is new. */
  readonly matchedBy: MatchedBy | null;
  /** True when decided without the flagged text: by message, order and place alone. */
  readonly isLowConfidence: boolean;
}

export interface MatchOptions {
  /** Files of which the baseline has the very version that the change starts from: the hunks of its diff show where lines went. */
  readonly exactIn?: FileFilter;
  /** Rows of both that are the same problem already; they get no decision. */
  readonly pinned?: readonly (readonly [baselineRow: number, currentRow: number])[];
  /** Findings of both sides that are the same and are in neither table. */
  readonly beside?: Beside | undefined;
  /** The findings are directives, which stay the same on a statement that is rewritten. */
  readonly areDirectives?: boolean;
}

/**
 * Separates new findings from inherited ones. Deterministic, one to one and independent of the order of either side. Passes
 * run from the strongest evidence to the weakest (passes.ts explains each); docs/new-code.md lists them for users.
 *
 * @param baseline what is known of the branch for this tool; null when nothing is, not even that there are no problems
 * @param current the findings of the scan, of the same tool
 * @param changes what the change says of itself, where it does
 * @returns a decision for each current row, in order
 */
export function matchFindings(
  baseline: FeatureTable | null,
  current: FeatureTable,
  changes: KnownChanges = NOTHING_KNOWN,
  { exactIn = NO_FILE, pinned = [], beside, areDirectives = false }: MatchOptions = {},
): MatchDecision[] {
  const comparison = new Comparison(baseline ?? FeatureTable.withRows(0), current, beside);
  comparison.pinPairs(pinned);
  const isUntouched = findUntouched(comparison.current.table, changes);
  const knowsLines = changes.files !== null;
  const mapped = { changes, exactIn };

  const renamed = changes.renames.filter(({ to }) => exactIn(hexOf(to)));
  applyRenames(comparison, usableRenames(comparison, renamed));
  matchKeptLines(comparison, mapped);
  matchFileLevel(comparison);
  setKeptLinesAside(comparison, mapped);
  if (knowsLines) for (const pass of IN_FILE) runInFiles(comparison, pass, isUntouched);
  for (const pass of IN_FILE) runInFiles(comparison, pass);
  matchRenamed(comparison, usableRenames(comparison, [...changes.renames, ...changes.replacements]));
  matchRenamed(comparison, voteRenames(comparison, ['line', 'next8', 'before8']));
  matchRenamed(comparison, voteRenames(comparison, ['scope', 'line', 'message']));
  for (const pass of AFTER_RENAMES) runInFiles(comparison, pass);
  const rewritten = new Set([...changes.renames, ...changes.replacements].map(({ to }) => hexOf(to)));
  if (rewritten.size > 0)
    runInFiles(comparison, REWRITTEN, (row) => rewritten.has(hexOf(comparison.current.table.hash(row, 'path'))));
  runAcrossFiles(comparison, ACROSS_FILES);
  if (comparison.areScopesKnown) matchEditedLines(comparison, mapped);
  matchReplacedLines(comparison, mapped);
  if (comparison.areScopesKnown) matchOnlyOnesInHunks(comparison, mapped);
  if (areDirectives) {
    runInFiles(comparison, WRITTEN_AGAIN);
    matchRewrittenStatements(comparison, mapped);
  }
  runAcrossFiles(comparison, MOVED_AND_EDITED);
  if (comparison.lacksText) {
    matchWithinHunks(comparison, mapped);
    matchWithoutText(comparison, exactIn);
  }
  if (knowsLines) for (const pass of UNTOUCHED) runInFiles(comparison, pass, isUntouched);
  return decisionsOf(comparison);
}

/** Runs the passes within a file again, under the new paths. */
function matchRenamed(comparison: Comparison, renames: readonly HashedRename[]): void {
  if (renames.length === 0) return;
  applyRenames(comparison, renames);
  matchFileLevel(comparison);
  for (const pass of IN_FILE) runInFiles(comparison, { ...pass, matchedBy: 'renamed_file' });
}

const IN_SEQUENCE: SequenceRule = {
  matchedBy: 'same_sequence',
  equal: ['rule', 'message', 'startColumn', 'extent', 'endColumn'],
  within: () => Infinity,
};
const SAME_MESSAGE: Omit<SequenceRule, 'within'> = { matchedBy: 'same_message', equal: ['rule', 'message'] };

/** The degraded mode for findings of which one side does not know the text. */
function matchWithoutText(comparison: Comparison, exactIn: FileFilter): void {
  matchSequences(comparison, IN_SEQUENCE);
  const renames = voteRenames(comparison, ['message']);
  if (renames.length > 0) {
    applyRenames(comparison, renames);
    matchSequences(comparison, { ...IN_SEQUENCE, matchedBy: 'renamed_file' });
  }
  matchSequences(comparison, { ...SAME_MESSAGE, within: (path) => (exactIn(path) ? 3 : 400) });
  for (const pass of WITHOUT_TEXT) runInFiles(comparison, pass);
  matchMovedBlocks(comparison);
}

function decisionsOf({ baseline, current, matchedBy }: Comparison): MatchDecision[] {
  const decisions = new Array<MatchDecision>(current.table.count);
  for (let row = 0; row < decisions.length; row += 1) {
    const partner = current.partner[row]!;
    const isTextKnown =
      current.table.has(row, 'hasText') && (partner === NONE || baseline.table.has(partner, 'hasText'));
    decisions[current.origin[row]!] = {
      isNew: partner === NONE,
      baselineRow: partner === NONE ? null : baseline.origin[partner]!,
      matchedBy: matchedBy[row] ?? null,
      isLowConfidence: !isTextKnown,
    };
  }
  return decisions;
}
