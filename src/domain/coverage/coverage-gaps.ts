import { compareFractions, type Fraction, fractionOf, percentOf } from '../exact/fraction.js';
import { displayBeside } from '../exact/rounding.js';
import { type Finding, type Severity } from '../findings/finding.js';

/** Line coverage in percent under which a file is a gap; an organization may set its own. */
export interface CoverageGapThresholds {
  readonly mediumPct: number;
  readonly highPct: number;
}

export const DEFAULT_COVERAGE_GAPS: CoverageGapThresholds = { mediumPct: 60, highPct: 30 };

/** Totals of a file, known without reading its lines. */
export interface FileTotals {
  readonly path: string;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/**
 * One finding per file whose line coverage is under a threshold: high under `highPct`, else medium under `mediumPct`.
 * Meeting a threshold is no gap, and neither is a file without lines. The comparison is exact, never by rounded
 * percentages.
 */
export function findCoverageGaps(
  files: Iterable<FileTotals>,
  thresholds: CoverageGapThresholds = DEFAULT_COVERAGE_GAPS,
): Finding[] {
  const levels: readonly Level[] = [
    { severity: 'high', pct: thresholds.highPct, exact: fractionOf(thresholds.highPct) },
    { severity: 'medium', pct: thresholds.mediumPct, exact: fractionOf(thresholds.mediumPct) },
  ];
  const gaps: Finding[] = [];
  for (const file of files) {
    const level = levels.find(({ exact }) => isUnder(file, exact));
    if (level !== undefined) gaps.push(gapOf(file, level));
  }
  return gaps;
}

interface Level {
  readonly severity: Severity;
  readonly pct: number;
  readonly exact: Fraction;
}

/** Exact, whatever the decimals of the threshold. */
function isUnder({ linesTotal, linesCovered }: FileTotals, threshold: Fraction): boolean {
  if (linesTotal === 0) return false;
  return compareFractions(percentOf({ part: linesCovered, total: linesTotal }), threshold) < 0;
}

function gapOf(file: FileTotals, { severity, pct }: Level): Finding {
  const { path, linesTotal, linesCovered } = file;
  return {
    tool: 'coverage',
    ruleId: 'coverage_gap',
    type: 'coverage_gap',
    severity,
    debtKind: 'coverage_gap',
    message: `${linesCovered} of ${linesTotal} lines are covered (${displayBeside(percentOf({ part: linesCovered, total: linesTotal }), fractionOf(pct))} %), under ${pct} %`,
    filePath: path,
    region: { startLine: null, startColumn: null, endLine: null, endColumn: null },
    snippet: null,
    context: null,
    scope: null,
    partialFingerprints: {},
    isSuppressed: false,
  };
}
