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

/** Where a finding is: `src/a.js:12`. */
export const placeOf = ({ file_path: file, line }: ScanFinding): string =>
  file === null ? '(no file)' : line === null ? file : `${file}:${line}`;

/** The service names how it matched; a new finding is one that nothing in the baseline matched. */
export const whyNew = ({ matched_by: matchedBy }: ScanFinding): string =>
  matchedBy === null || matchedBy === undefined ? 'nothing like it in the baseline' : matchedBy.replaceAll('_', ' ');
