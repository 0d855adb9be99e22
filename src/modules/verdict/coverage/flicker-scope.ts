import type { Scan } from '../scan/scan.reader.js';

/** Scope of lines that all scans of a repository know. */
export const REPOSITORY_SCOPE = '';

/** Scope of lines that scans of one tree know; null where nothing names the tree. */
export const scopeOf = ({ treeSha, commitSha }: Pick<Scan, 'treeSha' | 'commitSha'>): string | null =>
  treeSha ?? (commitSha === null ? null : `commit ${commitSha}`);
