import { cleanLabel, cleanMessage } from './clean-text.js';
import { TEXT_LIMITS } from './report-limits.js';
import { normalizeReportPath } from './report-path.js';
import { accepted, PLAIN_EVIDENCE, type ReadResult, rejected } from './reported-result.js';
import { toRegion } from './source-text.js';

export const LIZARD = 'lizard';
export const CYCLOMATIC_COMPLEXITY = 'cyclomatic-complexity';

/** One function as lizard measured it. */
export interface MeasuredFunction {
  readonly name: string;
  readonly path: string;
  readonly startLine: number | null;
  readonly endLine: number | null;
  readonly cyclomaticNumber: number;
}

/** A measured function as a result; by its grade the tables decide if it is a finding. */
export function toComplexityResult(measured: MeasuredFunction, roots: readonly string[]): ReadResult {
  const path = normalizeReportPath(measured.path, roots);
  if (!path.ok) return rejected(path.reason);
  const { cyclomaticNumber, startLine, endLine } = measured;
  return accepted({
    tool: LIZARD,
    ruleId: CYCLOMATIC_COMPLEXITY,
    message: cleanMessage(
      `Function "${measured.name}" has a cyclomatic complexity of ${cyclomaticNumber}`,
      TEXT_LIMITS.message,
    ),
    filePath: path.path,
    region: toRegion({ startLine, endLine, startColumn: null, endColumn: null }),
    snippet: null,
    context: null,
    scope: cleanLabel(measured.name, TEXT_LIMITS.scope),
    partialFingerprints: {},
    isSuppressed: false,
    evidence: { ...PLAIN_EVIDENCE, cyclomaticNumber },
  });
}
