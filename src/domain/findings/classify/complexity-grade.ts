import { type DebtKind, type Severity } from '../finding.js';

export const COMPLEXITY_GRADES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type ComplexityGrade = (typeof COMPLEXITY_GRADES)[number];

/** Severity and type of a function that is too complex. */
export interface ComplexityProblem {
  readonly severity: Severity;
  readonly debtKind: DebtKind;
}

interface GradeBand {
  readonly grade: ComplexityGrade;
  /** The largest cyclomatic number of the grade. */
  readonly max: number;
  /** Null: plain enough to be no finding. */
  readonly problem: ComplexityProblem | null;
}

/** Grades of a function's cyclomatic number, simplest first. */
const WORST_BAND: GradeBand = {
  grade: 'F',
  max: Infinity,
  problem: { severity: 'critical', debtKind: 'complexity_f' },
};
const GRADE_BANDS: readonly GradeBand[] = [
  { grade: 'A', max: 5, problem: null },
  { grade: 'B', max: 10, problem: null },
  { grade: 'C', max: 20, problem: { severity: 'low', debtKind: 'complexity_c' } },
  { grade: 'D', max: 30, problem: { severity: 'medium', debtKind: 'complexity_d' } },
  { grade: 'E', max: 40, problem: { severity: 'high', debtKind: 'complexity_e' } },
  WORST_BAND,
];

const bandOf = (cyclomatic: number): GradeBand => GRADE_BANDS.find(({ max }) => cyclomatic <= max) ?? WORST_BAND;

/** The grade of a cyclomatic number (1 is a function without a branch). */
export const gradeComplexity = (cyclomatic: number): ComplexityGrade => bandOf(cyclomatic).grade;

/** The severity and debt of a cyclomatic number; null for grades A and B, which are no findings. */
export const complexityProblem = (cyclomatic: number): ComplexityProblem | null => bandOf(cyclomatic).problem;
