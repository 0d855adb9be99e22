import { ListMatcher } from '../paths/list-matcher.js';
import { locatePath } from '../paths/located-path.js';
import type { Finding } from './finding.js';

/**
 * Brings the paths of findings to those of the repository, by the rules of coverage paths: a path is the listed file with
 * the longest common end. So a tool that writes absolute paths of the machine that it ran on, or starts in a folder of a
 * monorepo, names the same file as all others. What fits no listed file, or several alike, keeps its path.
 *
 * @param reportPath where the report lies in the repository, below whose folders its paths are tried first; null where that
 *   is not known
 */
export function resolveFindingPaths(
  findings: readonly Finding[],
  fileList: readonly string[],
  reportPath: string | null = null,
): readonly Finding[] {
  const resolved = resolvePaths(new Set(findings.flatMap(({ filePath }) => filePath ?? [])), fileList, reportPath);
  if (resolved.size === 0) return findings;
  return findings.map((finding) => {
    const filePath = finding.filePath === null ? undefined : resolved.get(finding.filePath);
    return filePath === undefined ? finding : { ...finding, filePath };
  });
}

/** The paths of a report that change, with their replacements. */
export function resolvePaths(
  paths: ReadonlySet<string>,
  fileList: readonly string[],
  reportPath: string | null,
): Map<string, string> {
  const resolved = new Map<string, string>();
  if (!isInFolder(reportPath)) {
    const listed = new Set(fileList);
    if ([...paths].every((path) => listed.has(path))) return resolved;
  }
  const written = [...paths];
  const matches = new ListMatcher(fileList, [], reportPath).match(written.map(locatePath));
  matches.forEach((match, index) => {
    const path = written[index]!;
    if (match.kind === 'matched' && match.path !== path) resolved.set(path, match.path);
  });
  return resolved;
}

/**
 * True for a report below the root: even a path that is listed may mean another file, one below the report's folder.
 */
export const isInFolder = (reportPath: string | null): boolean => reportPath?.includes('/') ?? false;
