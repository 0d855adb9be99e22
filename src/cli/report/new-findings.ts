import { type ScanFinding } from '../api/answers.js';
import { type RunResult } from './run-result.js';

/** The first of the new findings, worst first, and how many there are besides. */
export function listNewFindings(
  { newFindings, newFindingsTotal }: RunResult,
  limit: number,
): { readonly listed: readonly ScanFinding[]; readonly rest: number } {
  const listed = newFindings.slice(0, limit);
  return { listed, rest: newFindingsTotal - listed.length };
}
