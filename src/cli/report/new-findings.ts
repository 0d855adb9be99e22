import { type ScanFinding } from '../api/answers.js';
import { type RunResult } from './run-result.js';

/** Separates coverage gaps, which are not problems, from the other new findings of a run. */
export function setGapsApart(
  found: readonly ScanFinding[],
): Pick<RunResult, 'newFindings' | 'newFindingsTotal' | 'coverageGaps'> {
  const newFindings = found.filter(({ type }) => type !== 'coverage_gap');
  const gaps = found.filter(({ type }) => type === 'coverage_gap');
  return { newFindings, newFindingsTotal: newFindings.length, coverageGaps: { findings: gaps, total: gaps.length } };
}

/** The first of the new findings, worst first, and how many there are besides. */
export function listNewFindings(
  { newFindings, newFindingsTotal }: RunResult,
  limit: number,
): { readonly listed: readonly ScanFinding[]; readonly rest: number } {
  const listed = newFindings.slice(0, limit);
  return { listed, rest: newFindingsTotal - listed.length };
}
