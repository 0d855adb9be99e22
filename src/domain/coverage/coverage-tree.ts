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
  /** Last part of the path; for folders, with a trailing slash. */
  readonly name: string;
  readonly kind: 'folder' | 'file';
  /** The longest path that all files of a folder have in common, as it follows the tree's own; the name of a file. */
  readonly joinedName: string;
  readonly fileCount: number;
  readonly changed: LineCounts | null;
  /** Files that are covered less than in the scan that is compared with. */
  readonly worseCount: number;
}

/** Conditions on entries: executable lines that the change adds, lines that never ran, files that are covered less than before. */
export const TREE_FILTERS = ['added', 'missed', 'worse'] as const;
export type TreeFilter = (typeof TREE_FILTERS)[number];

/** Orders of entries: of their paths, or, with files of the change first, of names, missed lines, coverage and lost coverage. */
export const TREE_SORTS = ['path', 'name', 'missed', 'coverage', 'change'] as const;
export type TreeSort = (typeof TREE_SORTS)[number];

/**
 * Collects the entries directly below a path, from files in the order of their paths.
 *
 * @param path of a folder with its slash, '' for the root, or of a file, which is then the only entry
 * @param isFlat true: the entries are all files below the path
 */
export class CoverageTree {
  private readonly collected: { -readonly [Key in keyof TreeEntry]: TreeEntry[Key] }[] = [];

  constructor(
    private readonly path: string,
    private readonly isFlat = false,
  ) {}

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
      const joinedName = kind === 'file' ? name : this.folderOf(file.path);
      const worseCount = worseOf(file);
      this.collected.push({ name, kind, joinedName, fileCount: 1, linesTotal, linesCovered, changed, worseCount });
      return;
    }
    last.joinedName = commonFolder(last.joinedName, this.folderOf(file.path));
    last.fileCount += 1;
    last.worseCount += worseOf(file);
    last.linesTotal += file.linesTotal;
    last.linesCovered += file.linesCovered;
    last.changed = last.changed && file.changed && sumOf(last.changed, file.changed);
  }

  /** Folder of a file as it follows the tree's path, with its slash. */
  private folderOf(filePath: string): string {
    return filePath.slice(this.path.length, filePath.lastIndexOf('/') + 1);
  }

  /** Name of the entry that a file counts in; null for a file that lies elsewhere. */
  nameOf(filePath: string): string | null {
    if (filePath === this.path) return filePath.slice(filePath.lastIndexOf('/') + 1);
    if (!isFolder(this.path) || !filePath.startsWith(this.path)) return null;
    const slash = this.isFlat ? -1 : filePath.indexOf('/', this.path.length);
    return filePath.slice(this.path.length, slash < 0 ? undefined : slash + 1);
  }
}

/** The longest folder that two folders have in common; each ends with a slash. */
function commonFolder(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return one.slice(0, one.lastIndexOf('/', at - 1) + 1);
}

/** Entry with the points that it gained on the scan that is compared with; null where that does not compare. */
interface Compared {
  readonly entry: TreeEntry;
  readonly deltaPct: number | null;
}

/** Sorts entries that are in the order of their paths; equal ones keep the natural order of their names. */
export function sortTree<T extends Compared>(rows: readonly T[], sort: TreeSort): readonly T[] {
  if (sort === 'path') return rows;
  const isChanged = ({ entry }: T): number => Number(MEETS.added(entry));
  return rows.toSorted(
    (a, b) => isChanged(b) - isChanged(a) || ORDERS[sort](a, b) || NATURAL.compare(a.entry.name, b.entry.name),
  );
}

const NATURAL = new Intl.Collator('en', { numeric: true });

const ORDERS: Readonly<Record<Exclude<TreeSort, 'path'>, (a: Compared, b: Compared) => number>> = {
  name: () => 0,
  missed: (a, b) => missedOf(b.entry) - missedOf(a.entry),
  coverage: ({ entry: a }, { entry: b }) =>
    Number(a.linesTotal === 0) - Number(b.linesTotal === 0) ||
    a.linesCovered * b.linesTotal - b.linesCovered * a.linesTotal,
  change: (a, b) => Number(a.deltaPct === null) - Number(b.deltaPct === null) || (a.deltaPct ?? 0) - (b.deltaPct ?? 0),
};

const missedOf = ({ linesTotal, linesCovered }: LineCounts): number => linesTotal - linesCovered;

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
