import { type DebtKind, type Severity } from '../finding.js';
import { type ComplexityGrade, complexityProblem, gradeComplexity } from './complexity-grade.js';

describe('the grade of a cyclomatic number', () => {
  it.each<[cyclomatic: number, ComplexityGrade, Severity | null, DebtKind | null]>([
    [1, 'A', null, null],
    [4, 'A', null, null],
    [5, 'A', null, null],
    [6, 'B', null, null],
    [10, 'B', null, null],
    [11, 'C', 'low', 'complexity_c'],
    [20, 'C', 'low', 'complexity_c'],
    [21, 'D', 'medium', 'complexity_d'],
    [30, 'D', 'medium', 'complexity_d'],
    [31, 'E', 'high', 'complexity_e'],
    [40, 'E', 'high', 'complexity_e'],
    [41, 'F', 'critical', 'complexity_f'],
    [5_000, 'F', 'critical', 'complexity_f'],
  ])('%i is %s, severity %s, debt %s', (cyclomatic, grade, severity, debtKind) => {
    expect(gradeComplexity(cyclomatic)).toBe(grade);
    expect(complexityProblem(cyclomatic)).toEqual(severity === null ? null : { severity, debtKind });
  });
});
