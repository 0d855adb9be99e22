import { type ListMatch, ListMatcher } from '../paths/list-matcher.js';
import { climbs, isPlainPath, joinPath, type LocatedPath, locatePath, pathText } from '../paths/located-path.js';
import { type Warning, type WarningCode, warningOf } from '../warning.js';
import { MAX_PATH_LENGTH } from './collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from './coverage-report.js';

/** Facts about the repository of a report. */
export interface ReportPlace {
  /** The repository's files; null when unknown. */
  readonly fileList: readonly string[] | null;
  /** Path of the report in the repository; null when unknown. */
  readonly reportPath: string | null;
  /** True for paths in the repository whose files count nowhere. */
  readonly isExcluded?: (path: string) => boolean;
}

export interface ResolvedCoverage<File> {
  /** One per path, in the order of paths; paths are relative to the repository's root, with forward slashes. */
  readonly files: readonly File[];
  /**
   * Files whose paths match no file of the repository, or several: at their own paths, to be resolved again when more
   * is known. In the order of paths; none when neither a list nor the report's place is known, since any path is taken
   * then.
   */
  readonly unplaced: readonly File[];
  /** Placed files at their own paths, by which another list may place them elsewhere; none where all places have these paths. */
  readonly origins: readonly File[];
  /** Paths of the unplaced files as they would be in the repository, sorted. */
  readonly unmatched: readonly string[];
  readonly warnings: readonly Warning[];
}

const NOTHING_EXCLUDED = (): boolean => false;
const NOT_LISTED: ListMatch = { kind: 'unmatched' };
/** Limit of source roots; a report of many modules has some dozens. */
const MAX_SOURCES = 100;
/** Limit of names in a path, deeper than any system's. */
const MAX_NAMES = 256;
/** Length below which a path has neither too many names nor too many bytes. */
const SHORT_PATH = 2 * MAX_NAMES;
/** Limit of a stored path in bytes: it is part of a key, and a key has room for some 2,700 bytes. */
const MAX_PATH_BYTES = 1_800;

/**
 * Brings the paths of a report to those of the repository. With the list of its files, a path is that of a listed file
 * (`ListMatcher`) or it has no place: such files are kept apart. Where neither a list nor the report's place is known, a path
 * below a source root of the report becomes relative to it; any other loses its leading slash or drive. A path that climbs out
 * of all folders is dropped with a warning, and so is one that is too long to be kept. Files that come to one path are merged.
 *
 * The result does not depend on the order of the files, the sources or the list.
 *
 * @param merge one file at this path, out of those that came to it
 */
export function resolveCoveragePaths<File extends ReportedFile>(
  report: Pick<CoverageReport<File>, 'files' | 'sources'>,
  { fileList, reportPath, isExcluded = NOTHING_EXCLUDED }: ReportPlace,
  merge: (path: string, files: readonly File[]) => File,
): ResolvedCoverage<File> {
  const sources = sourceRoots(report.sources);
  const takesAny = fileList === null && reportPath === null;
  if (takesAny && isExcluded === NOTHING_EXCLUDED && sources.length === 0 && report.files.every(staysWhereItIs))
    return { files: report.files, unplaced: [], origins: [], unmatched: [], warnings: [] };
  const matcher = fileList === null ? null : new ListMatcher(normalized(fileList), sources, reportPath);
  const matches = matcher?.match(report.files.map(({ path }) => locate(path)));

  const placed = new FilesByPath<File>();
  const origins = new FilesByPath<File>();
  const unplaced = new FilesByPath<File>();
  const unmatched = new Set<string>();
  const dropped: string[] = [];
  const tooLong: string[] = [];
  const ambiguous: string[] = [];
  for (const [index, file] of report.files.entries()) {
    const match = matches?.[index] ?? NOT_LISTED;
    const own = locate(file.path);
    if (match.kind === 'matched') {
      if (isExcluded(match.path)) continue;
      placed.add(match.path, file);
      origins.add(pathText(own!), file);
      continue;
    }
    const place = placeOf(own, sources, matcher) ?? (reportPath === null ? null : own && withoutRoot(own));
    if (own === null || place === null || isTooLongToKeep(place) || isTooLongToKeep(pathText(own))) {
      if (place === null && !isTooLong(file.path)) dropped.push(file.path);
      else tooLong.push(file.path);
    } else if (isExcluded(place)) continue;
    else if (takesAny) {
      placed.add(place, file);
      origins.add(pathText(own), file);
    } else {
      unplaced.add(pathText(own), file);
      unmatched.add(place);
      if (match.kind === 'ambiguous') ambiguous.push(place);
    }
  }

  return {
    files: placed.merged(merge),
    unplaced: unplaced.merged(merge),
    origins: placed.hasPathsOf(origins) ? [] : origins.merged(merge),
    unmatched: [...unmatched].sort(),
    warnings: [
      ...warningAbout(dropped, 'paths_dropped', 'paths that lead outside the repository were dropped'),
      ...warningAbout(tooLong, 'paths_dropped', 'paths that are too long were dropped'),
      ...warningAbout(ambiguous, 'paths_ambiguous', 'paths that match several files of the repository were ignored'),
    ],
  };
}

/** Files of a report by their paths in the repository. */
class FilesByPath<File> {
  private readonly files = new Map<string, File[]>();

  add(path: string, file: File): void {
    const known = this.files.get(path);
    if (known === undefined) this.files.set(path, [file]);
    else known.push(file);
  }

  /** True where each of these files is at its own path. */
  hasPathsOf({ files }: FilesByPath<File>): boolean {
    return files.size === this.files.size && [...files.keys()].every((path) => this.files.has(path));
  }

  /** One for each path, in their order. */
  merged(merge: (path: string, files: readonly File[]) => File): File[] {
    return [...this.files.keys()].sort().map((path) => merge(path, this.files.get(path)!));
  }
}

/** Displayable part of a path whose folder is not known yet. */
const withoutRoot = (path: LocatedPath): string => path.segments.join('/');

/** The usable source roots, sorted, since their order must not matter; the first `MAX_SOURCES` of them. */
function sourceRoots(written: readonly string[]): readonly LocatedPath[] {
  const roots = new Map<string, LocatedPath>();
  for (const root of written.filter((path) => !isTooLong(path)).map(locatePath)) {
    if (root !== null && !climbs(root)) roots.set(pathText(root), root);
  }
  const sorted = [...roots].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.slice(0, MAX_SOURCES).map(([, root]) => root);
}

/** The path of a file that is not in the list; null when it leads out of the repository. */
function placeOf(
  path: LocatedPath | null,
  sources: readonly LocatedPath[],
  matcher: ListMatcher | null,
): string | null {
  if (path === null) return null;
  if (path.root !== '') return matcher?.placeOf(path) ?? belowSource(path, sources) ?? path.segments.join('/');

  const [first] = sources;
  if (!climbs(path)) return pathText(sources.length === 1 && first!.root === '' ? joinPath(first!, path)! : path);
  for (const source of sources) {
    const reading = joinPath(source, path);
    if (reading === null || climbs(reading)) continue;
    const place =
      reading.root === '' ? pathText(reading) : (matcher?.placeOf(reading) ?? belowSource(reading, sources));
    if (place !== null) return place;
  }
  return null;
}

/** The path from the nearest source root that contains it; null when there is none. */
function belowSource(path: LocatedPath, sources: readonly LocatedPath[]): string | null {
  const depths = sources
    .filter(({ root, segments }) => root === path.root && segments.every((name, i) => name === path.segments[i]))
    .map(({ segments }) => segments.length)
    .filter((depth) => depth < path.segments.length);
  return depths.length === 0 ? null : path.segments.slice(Math.max(...depths)).join('/');
}

/**
 * True when the path of a file is already that of the repository, nothing being known of either, and the file follows
 * those before it.
 */
const staysWhereItIs = ({ path }: ReportedFile, index: number, files: readonly ReportedFile[]): boolean =>
  path.length < SHORT_PATH && isPlainPath(path) && (index === 0 || files[index - 1]!.path < path);

const locate = (written: string): LocatedPath | null => (isTooLong(written) ? null : locatePath(written));

function isTooLong(written: string): boolean {
  if (written.length < SHORT_PATH) return false;
  return written.length > MAX_PATH_LENGTH || written.split(/[\\/]/, MAX_NAMES + 1).length > MAX_NAMES;
}

/** A character has at most three bytes for each unit of a string's length. */
const isTooLongToKeep = (path: string): boolean =>
  path.length * 3 > MAX_PATH_BYTES && Buffer.byteLength(path) > MAX_PATH_BYTES;

function normalized(fileList: readonly string[]): string[] {
  return fileList.flatMap((listed) => {
    const path = locatePath(listed);
    return path === null || climbs(path) ? [] : [path.segments.join('/')];
  });
}

function warningAbout(paths: readonly string[], code: WarningCode, what: string): Warning[] {
  if (paths.length === 0) return [];
  const shown = [...new Set(paths)].sort().slice(0, 3);
  const more = paths.length > shown.length ? ', ...' : '';
  const quoted = shown.map((path) => path.replaceAll('\0', '').slice(0, 200)).join(', ');
  return [warningOf(code, `${what}: ${paths.length} (${quoted}${more})`)];
}
