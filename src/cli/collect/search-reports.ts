import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSearched, kindOfPath, type ReportKind, SEARCH_DEPTH } from './report-names.js';

/** A file that may be a report; the path is relative to the root, with forward slashes. */
export interface ReportCandidate {
  readonly path: string;
  readonly kind: ReportKind;
}

/** Files of a checkout that may be reports, in path order. */
export interface FoundFiles {
  /** Those that are named like reports. */
  readonly candidates: readonly ReportCandidate[];
  /** Paths of others whose ending says that they may be some. */
  readonly others: readonly string[];
}

/**
 * Finds files below `root`, at most six folders deep. Files that git ignores are found too: that is where reports are. Nested
 * checkouts are other repositories and are left alone, links are not followed.
 */
export async function searchReports(root: string): Promise<FoundFiles> {
  const found = { candidates: [] as ReportCandidate[], others: [] as string[] };
  await searchFolder(root, '', 0, found);
  return { candidates: found.candidates.sort((a, b) => (a.path < b.path ? -1 : 1)), others: found.others.sort() };
}

const MAY_BE_A_REPORT = /\.(xml|json|info)$/i;

async function searchFolder(
  root: string,
  folder: string,
  depth: number,
  found: { readonly candidates: ReportCandidate[]; readonly others: string[] },
): Promise<void> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  if (depth > 0 && entries.some(({ name }) => name === '.git')) return;
  for (const entry of entries) {
    const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < SEARCH_DEPTH && isSearched(entry.name)) await searchFolder(root, below, depth + 1, found);
    } else if (entry.isFile()) {
      const kind = kindOfPath(below);
      if (kind !== null) found.candidates.push({ path: below, kind });
      else if (MAY_BE_A_REPORT.test(below)) found.others.push(below);
    }
  }
}
