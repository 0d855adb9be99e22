import { type AddedFinding } from './pull-request.queries';

/** Findings of one file; null for those that are in none. */
export interface PlacedFindings {
  readonly path: string | null;
  readonly findings: readonly AddedFinding[];
}

/** Findings by file, both in the order in which they come. */
export function findingsByFile(findings: readonly AddedFinding[]): PlacedFindings[] {
  const files = new Map<string | null, AddedFinding[]>();
  for (const finding of findings) {
    const known = files.get(finding.file_path);
    if (known) known.push(finding);
    else files.set(finding.file_path, [finding]);
  }
  return [...files].map(([path, ofFile]) => ({ path, findings: ofFile }));
}
