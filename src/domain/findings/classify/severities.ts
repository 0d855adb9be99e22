import { type DebtKind, type ProblemType, type Severity } from '../finding.js';
import { type Level } from '../readers/reported-result.js';

/** Severity of a result by the level that its tool gives it. */
export const SEVERITY_OF_LEVEL: Readonly<Record<Level, Severity>> = {
  error: 'high',
  warning: 'medium',
  note: 'low',
  none: 'info',
};

/**
 * Severity by a level that says how a tool is configured (ESLint: 2 is error, 1 is warning), of rules of neither correctness
 * nor security.
 */
export const SEVERITY_OF_BLANKET_LEVEL: Readonly<Record<Level, Severity>> = {
  error: 'medium',
  warning: 'low',
  note: 'low',
  none: 'info',
};

const SECURITY_SCORES: readonly { readonly atLeast: number; readonly severity: Severity }[] = [
  { atLeast: 9, severity: 'critical' },
  { atLeast: 7, severity: 'high' },
  { atLeast: 4, severity: 'medium' },
];

/** Severity of a `security-severity` above 0, in the bands of CVSS 3. */
export function severityOfSecurityScore(score: number): Severity {
  return SECURITY_SCORES.find(({ atLeast }) => score >= atLeast)?.severity ?? 'low';
}

/** Lines from which on a duplicated block is of severity high. */
export const LONG_DUPLICATE_LINES = 100;

/** Debt of a finding whose type only an override or its own report states. */
export function debtKindOf(type: ProblemType, severity: Severity): DebtKind {
  return type === 'complexity' ? COMPLEXITY_DEBT[severity] : DEBT_OF_TYPE[type];
}

/** The complexity grade whose severity this is. */
const COMPLEXITY_DEBT: Readonly<Record<Severity, DebtKind>> = {
  critical: 'complexity_f',
  high: 'complexity_e',
  medium: 'complexity_d',
  low: 'complexity_c',
  info: 'complexity_c',
};

const DEBT_OF_TYPE: Readonly<Record<Exclude<ProblemType, 'complexity'>, DebtKind>> = {
  dead_code: 'unused_code',
  duplication: 'duplicated_block',
  coverage_gap: 'coverage_gap',
  security: 'other',
  bug: 'other',
  code_smell: 'other',
};
