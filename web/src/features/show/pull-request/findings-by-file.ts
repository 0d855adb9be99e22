import { SEVERITIES } from '../../../ui/severity';
import { type Range } from '../../../verdict/code/code-rows';
import { type AddedFinding, type Uncovered } from './pull-request.queries';

/** Findings of one file; null for those that are in none. */
export interface PlacedFindings {
  readonly path: string | null;
  readonly findings: readonly AddedFinding[];
}

/** Findings by file: the files with the worst first, the findings in the order in which they come. */
export function findingsByFile(findings: readonly AddedFinding[]): PlacedFindings[] {
  const files = new Map<string | null, AddedFinding[]>();
  for (const finding of findings) {
    const known = files.get(finding.file_path);
    if (known) known.push(finding);
    else files.set(finding.file_path, [finding]);
  }
  const worstOf = (ofFile: readonly AddedFinding[]): number =>
    Math.min(...ofFile.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return [...files]
    .sort(([, one], [, other]) => worstOf(one) - worstOf(other))
    .map(([path, ofFile]) => ({ path, findings: ofFile }));
}

/** A file of a change with what the change adds to it. */
export interface ChangedFile extends PlacedFindings {
  /** Added lines that no test runs. */
  readonly uncovered: readonly Range[];
}

/** Files of a change in the order of its diff; findings without a file come last. */
export function filesOfChange(
  findings: readonly AddedFinding[],
  uncovered: readonly Pick<Uncovered, 'file_path' | 'ranges'>[],
): readonly ChangedFile[] {
  const found = new Map(findingsByFile(findings).map((file) => [file.path, file.findings]));
  const missed = new Map(uncovered.map(({ file_path, ranges }) => [file_path, ranges]));
  const paths = new Set([...found.keys(), ...missed.keys()].filter((path) => path !== null));
  const files = [...paths].sort((a, b) => (a < b ? -1 : 1));
  return [...files, ...(found.has(null) ? [null] : [])].map((path) => ({
    path,
    findings: found.get(path) ?? [],
    uncovered: (path === null ? null : missed.get(path)) ?? [],
  }));
}
