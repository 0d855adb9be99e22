import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSearched, kindOfPath, type ReportKind, SEARCH_DEPTH } from './report-names.js';

/** A file that may be a report; the path is relative to the root, with forward slashes. */
export interface ReportCandidate {
  readonly path: string;
  readonly kind: ReportKind;
}

/**
 * The files below `root` that are named like reports, at most six folders deep, in path order. Files that git ignores are
 * found too: that is where reports are. Nested checkouts are other repositories and are left alone, links are not followed.
 */
export async function searchReports(root: string): Promise<readonly ReportCandidate[]> {
  const found: ReportCandidate[] = [];
  await searchFolder(root, '', 0, found);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function searchFolder(root: string, folder: string, depth: number, found: ReportCandidate[]): Promise<void> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  if (depth > 0 && entries.some(({ name }) => name === '.git')) return;
  for (const entry of entries) {
    const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < SEARCH_DEPTH && isSearched(entry.name)) await searchFolder(root, below, depth + 1, found);
    } else if (entry.isFile()) {
      const kind = kindOfPath(below);
      if (kind !== null) found.push({ path: below, kind });
    }
  }
}
