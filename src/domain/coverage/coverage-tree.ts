import { displayPoints } from '../exact/rounding.js';
import { type LineCounts } from './coverage-report.js';

/** A covered file. */
export interface TreeFile extends LineCounts {
  readonly path: string;
  /** Lines that the change adds; null where they are not known. */
  readonly changed: LineCounts | null;
  /** Lines in the scan that is compared with; undefined where that has no such file. */
  readonly before?: LineCounts | undefined;
}

/** A file, or a folder with the counts of all files below it. */
export interface TreeEntry extends LineCounts {
  /** Last part of the path; that of a folder ends with a slash. */
  readonly name: string;
  readonly kind: 'folder' | 'file';
  readonly fileCount: number;
  readonly changed: LineCounts | null;
  /** Files that are covered less than in the scan that is compared with. */
  readonly worseCount: number;
}

/** Conditions on entries: executable lines that the change adds, lines that never ran, files that are covered less than before. */
export const TREE_FILTERS = ['added', 'missed', 'worse'] as const;
export type TreeFilter = (typeof TREE_FILTERS)[number];

/**
 * Collects the entries directly below a path, from files in the order of their paths.
 *
 * @param path of a folder with its slash, '' for the root, or of a file, which is then the only entry
 */
export class CoverageTree {
  private readonly collected: { -readonly [Key in keyof TreeEntry]: TreeEntry[Key] }[] = [];

  constructor(private readonly path: string) {}

  /** Entries in the order of their names. */
  get entries(): readonly TreeEntry[] {
    return this.collected;
  }

  add(file: TreeFile): void {
    const name = this.nameOf(file.path);
    if (name === null) return;
    const last = this.collected.at(-1);
    // Paths that begin alike follow each other, so a name that is not the last one is a new one.
    if (last?.name !== name) {
      const { linesTotal, linesCovered, changed } = file;
      const kind = name.endsWith('/') ? 'folder' : 'file';
      this.collected.push({ name, kind, fileCount: 1, linesTotal, linesCovered, changed, worseCount: worseOf(file) });
      return;
    }
    last.fileCount += 1;
    last.worseCount += worseOf(file);
    last.linesTotal += file.linesTotal;
    last.linesCovered += file.linesCovered;
    last.changed = last.changed && file.changed && sumOf(last.changed, file.changed);
  }

  /** Name of the entry that a file counts in; null for a file that lies elsewhere. */
  nameOf(filePath: string): string | null {
    if (filePath === this.path) return filePath.slice(filePath.lastIndexOf('/') + 1);
    if (!isFolder(this.path) || !filePath.startsWith(this.path)) return null;
    const slash = filePath.indexOf('/', this.path.length);
    return filePath.slice(this.path.length, slash < 0 ? undefined : slash + 1);
  }
}

/** Entries that meet the condition; a folder meets that of its files. */
export const filterTree = (entries: readonly TreeEntry[], only: TreeFilter): TreeEntry[] => entries.filter(MEETS[only]);

const MEETS: Readonly<Record<TreeFilter, (entry: TreeEntry) => boolean>> = {
  added: ({ changed }) => (changed?.linesTotal ?? 0) > 0,
  missed: ({ linesTotal, linesCovered }) => linesCovered < linesTotal,
  worse: ({ worseCount }) => worseCount > 0,
};

/** 1 for a file that is covered less than before, by the exact shares; 0 where it does not compare. */
const worseOf = ({ linesTotal, linesCovered, before }: TreeFile): number =>
  Number(before !== undefined && linesTotal > 0 && before.linesCovered * linesTotal > linesCovered * before.linesTotal);

/** Percentage points from one coverage to another; null where either has no executable line. */
export const coverageDelta = (from: LineCounts | undefined, to: LineCounts): number | null =>
  from === undefined || from.linesTotal === 0 || to.linesTotal === 0 ? null : displayPoints(shareOf(from), shareOf(to));

const isFolder = (path: string): boolean => path === '' || path.endsWith('/');

const sumOf = (one: LineCounts, other: LineCounts): LineCounts => ({
  linesTotal: one.linesTotal + other.linesTotal,
  linesCovered: one.linesCovered + other.linesCovered,
});

const shareOf = ({ linesCovered, linesTotal }: LineCounts) => ({ part: linesCovered, total: linesTotal });
