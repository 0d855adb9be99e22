import { countLines } from '../changes/line-ranges.js';
import { type CoverageDetail, type FileLines } from '../coverage/coverage-detail.js';
import { type FileRanges } from '../coverage/measure-change.js';
import { compareFractions, type Proportion } from '../exact/fraction.js';
import { displayPct } from '../exact/rounding.js';
import { type Warning, warningOf } from '../warning.js';
import { type CoverageEvidence, type UncoveredFile } from './evidence.js';
import { exactValue } from './exact-value.js';
import { pointsLost, shareOf } from './measures.js';
import { type UntestedFiles } from './organization-switches.js';
import { type LineTotals } from './scan-facts.js';

/** Number of files in one verdict, more than anybody reads. */
const MAX_FILES = 200;
/** Fall of line coverage in points from which on it is worth a warning. */
const NOTABLE_FALL = 0.5;
const SHOWN_NAMES = 3;

/** Coverage of a scan as its verdict explains it. */
export interface ExplainedCoverage {
  readonly evidence: CoverageEvidence;
  readonly warnings: readonly Warning[];
}

export interface CoverageKnowledge {
  /** All lines of the scan; null where no report has any. */
  readonly own: LineTotals | null;
  /** All lines of the base; null where it has no coverage. */
  readonly ofBase: LineTotals | null;
  readonly hasBase: boolean;
  /** Lines that are in neither of these, as they flicker; left out: none. */
  readonly flickeringLines?: number;
  readonly detail: CoverageDetail | null;
}

/**
 * The coverage part of a verdict's evidence: lines that the change leaves uncovered, files that no report contains, the
 * change of total coverage, and paths without a place.
 */
export function explainCoverage(known: CoverageKnowledge, untestedFiles: UntestedFiles): ExplainedCoverage {
  const { detail, own, ofBase, hasBase } = known;
  const counted = untestedFiles === 'count' ? (detail?.untested ?? []) : [];
  const untested = untestedFiles === 'ignore' ? detail?.untested && [] : detail?.untested;
  const both = isMeasured(own) && isMeasured(ofBase) ? { from: ofBase, to: own } : null;
  return {
    evidence: {
      uncovered: detail?.uncovered ? firstFiles([...detail.uncovered, ...counted]) : null,
      untestedFiles: untested?.map(({ filePath, lines }) => ({ filePath, lines })) ?? null,
      changes: hasBase ? { coveragePct: both && { from: pctOf(both.from), to: pctOf(both.to) } } : null,
      unmatchedPaths: detail?.unmatchedPaths ?? NO_PATHS,
      flickeringLines: known.flickeringLines ?? 0,
    },
    warnings: [
      ...(both === null ? [] : fallOf(both.from, both.to)),
      ...flickerOf(known.flickeringLines ?? 0),
      ...(untestedFiles === 'warn' ? untestedOf(detail) : []),
      ...unmatchedOf(detail),
    ],
  };
}

/**
 * Points of line coverage lost against the base, exactly; 0 where none are.
 *
 * @param from of the base, with lines
 * @param to of the scan, with lines
 */
export const coverageLost = (from: LineTotals, to: LineTotals): Proportion => pointsLost(shareOf(from)!, shareOf(to)!);

const NO_PATHS = { count: 0, firstTen: [] };

const isMeasured = (totals: LineTotals | null): totals is LineTotals => totals !== null && totals.linesTotal > 0;

const pctOf = ({ linesCovered, linesTotal }: LineTotals): number => displayPct(linesCovered, linesTotal)!;

const firstFiles = (files: readonly (FileRanges & Partial<FileLines>)[]): UncoveredFile[] =>
  files
    .map(({ filePath, ranges, lines }) => {
      const listed = countLines(ranges);
      return { filePath, ranges, moreLines: (lines ?? listed) - listed };
    })
    .sort((one, other) => (one.filePath < other.filePath ? -1 : 1))
    .slice(0, MAX_FILES);

function fallOf(from: LineTotals, to: LineTotals): Warning[] {
  const lost = coverageLost(from, to);
  if (compareFractions(exactValue(lost), exactValue(NOTABLE_FALL)) < 0) return [];
  const points = displayPct(Number(lost.part), Number(lost.total));
  return [
    warningOf('coverage_fell', `Line coverage fell from ${pctOf(from)} % to ${pctOf(to)} %, by ${points} points.`),
  ];
}

function flickerOf(count: number): Warning[] {
  if (count === 0) return [];
  const subject = count === 1 ? 'A line is' : `${count} lines are`;
  return [
    warningOf(
      'lines_flicker',
      `${subject} covered by some runs of the same tests but not by others, and ${count === 1 ? 'is' : 'are'} left out of coverage comparisons.`,
    ),
  ];
}

function untestedOf(detail: CoverageDetail | null): Warning[] {
  const files = detail?.untested ?? [];
  if (files.length === 0) return [];
  const total = files.reduce((sum, { lines }) => sum + lines, 0);
  const names = namesOf(files.map(({ filePath }) => filePath));
  return [
    warningOf(
      'untested_files',
      `Changed files with executable added lines are missing from all coverage reports: ${total} (${names}).`,
    ),
  ];
}

function unmatchedOf(detail: CoverageDetail | null): Warning[] {
  const { count, firstTen } = detail?.unmatchedPaths ?? NO_PATHS;
  const open = detail?.unmatchedNames ?? [];
  return [
    ...(open.length === 0
      ? []
      : [
          warningOf(
            'changed_file_unmatched',
            `Coverage of changed files is unknown, because report paths with the same file names match no file in the repository, or several: ${namesOf(open)}.`,
          ),
        ]),
    ...(count === 0
      ? []
      : [
          warningOf(
            'coverage_paths_unmatched',
            `Coverage report paths match no file in the repository, or several, and were ignored: ${count} (${namesOf(firstTen, count)}).`,
          ),
        ]),
  ];
}

const namesOf = (paths: readonly string[], count = paths.length): string =>
  paths.slice(0, SHOWN_NAMES).join(', ') + (count > SHOWN_NAMES ? ', ...' : '');
