import type { ChangedFile, ChangedLines } from '../changes/changed-lines.js';

/** Files of the repository as far as a scan without a list of them knows some. */
export interface KnownPaths {
  /** Files that the change names. */
  readonly changed: ReadonlySet<string>;
  /** Files with findings in the last scan; null without one. */
  readonly ofLastScan: ReadonlySet<string> | null;
}

/** Paths of a report with their replacements, and those that name no known file. */
export interface ResolvedPaths {
  readonly places: ReadonlyMap<string, string>;
  readonly unmatched: readonly string[];
}

/**
 * Brings the paths of a report to those of the repository where its files are not listed. A path that ends with the whole of a
 * known one, or that only one known path ends with, is that file; a name alone counts only below a folder that other paths of
 * the report prove to be the root. A path below a folder that known paths have as well keeps its place: it may be a file in
 * which nothing was found before.
 *
 * Unmatched are paths below folders of which nothing is known, where there is a last scan to know them from.
 */
export function resolveByKnownPaths(paths: ReadonlySet<string>, { changed, ofLastScan }: KnownPaths): ResolvedPaths {
  const last = ofLastScan ?? new Set<string>();
  const known = new Set([...changed, ...last]);
  const folders = new Set([...known].map(firstFolderOf));
  const changedFolders = new Set([...changed].map(firstFolderOf));
  const ends = wholeEndsOf(known);
  // Where the last scan was sent by the same machine, all of its paths begin with the same folders.
  const isRootOfLast = (root: string): boolean => [...last].every((path) => path.startsWith(`${root}/`));
  const mayBeRoot = (root: string, path: string): boolean =>
    last.has(path) ? isRootOfLast(root) && !changedFolders.has(firstFolderOf(path)) : !folders.has(firstFolderOf(path));

  const open = [...paths].filter((path) => !changed.has(path));
  const places = new Map<string, string>();
  const roots = new Set<string>();
  for (const path of open) {
    const end = endsOf(path).find((each) => each.includes('/') && known.has(each));
    const root = end && rootOf(path, end);
    if (end !== undefined && mayBeRoot(root!, path)) {
      places.set(path, end);
      roots.add(root!);
    } else if (path.includes('/') && !known.has(path) && !folders.has(firstFolderOf(path))) {
      const longer = ends.get(path) ?? null;
      if (longer !== null) places.set(path, longer);
    }
  }
  for (const path of open) {
    const name = endsOf(path).at(-1);
    if (name !== undefined && !places.has(path) && known.has(name) && roots.has(rootOf(path, name)))
      places.set(path, name);
  }
  const isForeign = (path: string): boolean =>
    path.includes('/') && !places.has(path) && !known.has(path) && !folders.has(firstFolderOf(path));
  return { places, unmatched: ofLastScan === null || known.size === 0 ? [] : open.filter(isForeign) };
}

/**
 * The change, in which files that the base has below a machine's folders alone are renamed from there: nobody knew where they
 * belong when it was scanned.
 *
 * @param reported paths of the present findings
 * @param onBase paths of those of the base
 */
export function renamedFromBase(
  changes: ChangedLines,
  reported: ReadonlySet<string>,
  onBase: readonly string[],
): ChangedLines {
  const gone = onBase.filter((path) => !reported.has(path));
  if (gone.length === 0) return changes;
  const known = new Set(onBase);
  const oldPathOf = ({ path, oldPath }: ChangedFile): string | null => {
    if (oldPath !== null || known.has(path) || !reported.has(path)) return oldPath;
    const longer = gone.filter((each) => each.endsWith(`/${path}`));
    return longer.length === 1 ? longer[0]! : null;
  };
  return { ...changes, files: changes.files.map((file) => ({ ...file, oldPath: oldPathOf(file) })) };
}

const firstFolderOf = (path: string): string => path.slice(0, Math.max(path.indexOf('/'), 0));

const rootOf = (path: string, end: string): string => path.slice(0, path.length - end.length - 1);

/** Ends of a path behind each of its slashes, longest first. */
function endsOf(path: string): string[] {
  const ends: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) ends.push(path.slice(at + 1));
  return ends;
}

/** By an end of two names or more the path that has it; null where several have. */
function wholeEndsOf(paths: ReadonlySet<string>): Map<string, string | null> {
  const byEnd = new Map<string, string | null>();
  for (const path of paths)
    for (const end of endsOf(path)) if (end.includes('/')) byEnd.set(end, byEnd.has(end) ? null : path);
  return byEnd;
}
