import { type Finding, type Severity } from '../findings/finding.js';

/** Line coverage in percent under which a file is a gap; an organization may set its own. */
export interface CoverageGapThresholds {
  readonly mediumPct: number;
  readonly highPct: number;
}

export const DEFAULT_COVERAGE_GAPS: CoverageGapThresholds = { mediumPct: 60, highPct: 30 };

/** What is known of a file's lines without looking at them. */
export interface FileTotals {
  readonly path: string;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/**
 * One finding per file whose line coverage is under a threshold: high under `highPct`, else medium under `mediumPct`.
 * Meeting a threshold is no gap, and neither is a file without lines. Compared are whole numbers, never rounded percents.
 */
export function findCoverageGaps(
  files: Iterable<FileTotals>,
  thresholds: CoverageGapThresholds = DEFAULT_COVERAGE_GAPS,
): Finding[] {
  const levels: readonly Level[] = [
    { severity: 'high', pct: thresholds.highPct },
    { severity: 'medium', pct: thresholds.mediumPct },
  ];
  const gaps: Finding[] = [];
  for (const file of files) {
    const level = levels.find(({ pct }) => isUnder(file, pct));
    if (level !== undefined) gaps.push(gapOf(file, level));
  }
  return gaps;
}

interface Level {
  readonly severity: Severity;
  readonly pct: number;
}

/** covered / total < pct / 100 without a division: the decimals of the percentage are moved to the other side. */
function isUnder({ linesTotal, linesCovered }: FileTotals, pct: number): boolean {
  const decimals = String(pct).split('.')[1]?.length ?? 0;
  const scale = 10 ** decimals;
  return linesCovered * 100 * scale < Math.round(pct * scale) * linesTotal;
}

function gapOf(file: FileTotals, { severity, pct }: Level): Finding {
  const { path, linesTotal, linesCovered } = file;
  return {
    tool: 'coverage',
    ruleId: 'coverage_gap',
    type: 'coverage_gap',
    severity,
    debtKind: 'coverage_gap',
    message: `${linesCovered} of ${linesTotal} lines are covered (${percentUnder(file, pct)} %), under ${pct} %`,
    filePath: path,
    region: { startLine: null, startColumn: null, endLine: null, endColumn: null },
    snippet: null,
    context: null,
    scope: null,
    partialFingerprints: {},
    isSuppressed: false,
  };
}

/** Two decimals, and more where two would show the threshold itself. */
function percentUnder({ linesTotal, linesCovered }: FileTotals, pct: number): string {
  const exact = (linesCovered * 100) / linesTotal;
  let digits = 2;
  while (digits < 12 && Number(exact.toFixed(digits)) >= pct) digits++;
  return exact.toFixed(digits);
}
