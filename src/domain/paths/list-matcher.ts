import { FolderMappings } from './folder-mappings.js';
import { climbs, joinPath, type LocatedPath, locatePath, pathText } from './located-path.js';
import { distanceTo, foldersAbove, nearestTo } from './report-folders.js';
import { SuffixIndex } from './suffix-index.js';

/** Place of a reported path in the list; `ambiguous` when it matches several files and nothing decides between them. */
export type ListMatch =
  | { readonly kind: 'matched'; readonly path: string }
  | { readonly kind: 'ambiguous' | 'unmatched' };

/** A path as it may be meant, and the listed paths that share most names with it at the end: `shared` names each. */
interface Candidates {
  readonly reading: LocatedPath;
  readonly shared: number;
  readonly count: number;
  /** None where there are too many to look at. */
  readonly paths: readonly string[];
}

const UNMATCHED: ListMatch = { kind: 'unmatched' };

/**
 * Matches the paths of a report to the repository's files by their longest common end.
 *
 * When the folder of the report is known, a relative path is tried below that folder and each folder above it, and the
 * first listed file wins (unless a source root of the report finds one that is as near to the report).
 *
 * Any other path that matches one file best is that file. One that matches several equally well is decided by the
 * source roots of the report that it may be below; else it is the one that it names in full; else the only one in the
 * folder nearest to the report; else the folders in front decide (all of the reported ones must be in the file's path,
 * in order), else the folder mappings that the certain files agree on; else it is ambiguous. A file name alone is weak
 * evidence where the folders in front of it differ: it counts only below a mapping that certain files share, or that
 * more files vote for than for any other.
 */
export class ListMatcher {
  private readonly index: SuffixIndex;
  private readonly certain = new FolderMappings();
  private readonly all = new FolderMappings();
  /** From the report's own folder up to the root; none when it is unknown. */
  private readonly folders: readonly string[];

  /** @param reportPath path of the report in the repository; null when unknown */
  constructor(
    fileList: Iterable<string>,
    private readonly sources: readonly LocatedPath[],
    reportPath: string | null = null,
  ) {
    this.index = new SuffixIndex(fileList);
    this.folders = reportPath === null ? [] : foldersAbove(reportPath);
  }

  /** The matches of all paths of a report, in their order; the order has no influence on any. */
  match(paths: readonly (LocatedPath | null)[]): ListMatch[] {
    const candidates = paths.map((path) => (path === null ? [] : this.candidatesOf(path)));
    for (const options of candidates) this.vote(options);
    return candidates.map((options) => this.choose(options));
  }

  /** Place that the mappings of listed paths give a path that is not in the list; null when they give none. */
  placeOf(path: LocatedPath): string | null {
    return this.certain.placesOf(path)[0]?.path ?? null;
  }

  private candidatesOf(path: LocatedPath): readonly Candidates[] {
    const near = path.root === '' ? this.belowReport(path) : null;
    return near === null ? this.candidatesAnywhere(path) : this.orNearerSource(near, path);
  }

  /** The first listed file that the path names below the report's folder or one above it. */
  private belowReport(path: LocatedPath): Candidates | null {
    if (climbs(path)) return this.besideReport(path);
    const text = pathText(path);
    for (const folder of this.folders) {
      const listed = folder === '' ? text : `${folder}/${text}`;
      if (this.index.has(listed)) return { reading: path, shared: path.segments.length, count: 1, paths: [listed] };
    }
    return null;
  }

  /** The listed file of a path that leaves the folder in which it starts; otherwise as `belowReport`. */
  private besideReport(path: LocatedPath): Candidates | null {
    for (const folder of this.folders) {
      const reading = folder === '' ? path : joinPath(locatePath(folder)!, path);
      if (reading === null || climbs(reading) || !this.index.has(pathText(reading))) continue;
      return { reading, shared: reading.segments.length, count: 1, paths: [pathText(reading)] };
    }
    return null;
  }

  /** The file below a source of the report counts instead when it is the only one and is no farther from the report. */
  private orNearerSource(near: Candidates, path: LocatedPath): readonly Candidates[] {
    const below = this.longestBelowSources(path, path.segments.length);
    const told = soleText(
      nearestTo(
        this.folders,
        below.flatMap(({ paths }) => paths),
      ),
    );
    if (told === null || distanceTo(this.folders, told) > distanceTo(this.folders, near.paths[0]!)) return [near];
    return below.filter(({ paths }) => paths.includes(told)).map((option) => ({ ...option, count: 1, paths: [told] }));
  }

  private candidatesAnywhere(path: LocatedPath): readonly Candidates[] {
    const { sources } = this;
    const isListed = path.root === '' && this.index.has(pathText(path));
    const exact = { reading: path, shared: path.segments.length, count: 1, paths: [pathText(path)] };
    if (isListed && sources.length === 0) return [exact];

    const own = climbs(path) ? null : this.longest(path);
    // A source in front of the path can only lengthen a path that matches in full, and only decide between several
    // files.
    const isOpen = own === null || (own.shared === path.segments.length && own.count > 1);
    const below = isOpen && path.root === '' ? this.longestBelowSources(path, own?.shared ?? 0) : [];
    if (below.length > 0) return below;
    if (isListed) return [exact];
    return own === null || own.shared === 0 ? [] : [own];
  }

  /** The readings below source roots that share most names with listed paths, and more than `least`. */
  private longestBelowSources(path: LocatedPath, least: number): readonly Candidates[] {
    const readings = this.sources.flatMap((source) => {
      const reading = joinPath(source, path);
      return reading === null || climbs(reading) ? [] : [this.longest(reading)];
    });
    const most = readings.reduce((shared, reading) => Math.max(shared, reading.shared), least);
    return most === least ? [] : readings.filter(({ shared }) => shared === most);
  }

  private longest(reading: LocatedPath): Candidates {
    const { length, count, paths } = this.index.longestMatch(reading.segments);
    return { reading, shared: length, count, paths };
  }

  private vote(options: readonly Candidates[]): void {
    const path = soleOf(options);
    if (path === null) return;
    for (const { reading, shared } of options) {
      this.all.add(reading, path, shared);
      if (!options.every(isWeak)) this.certain.add(reading, path, shared);
    }
  }

  private choose(options: readonly Candidates[]): ListMatch {
    if (options.length === 0) return UNMATCHED;
    const sole = soleOf(options);
    if (sole !== null) return this.isSupported(options, sole) ? { kind: 'matched', path: sole } : UNMATCHED;
    const told =
      this.nearReport(options) ??
      soleText(options.flatMap(byFolders)) ??
      soleText(options.flatMap((option) => this.byMappings(option)));
    if (told !== null) return { kind: 'matched', path: told };
    return options.every(isWeak) ? UNMATCHED : { kind: 'ambiguous' };
  }

  /** The only candidate in the folder nearest to the report; null when its place is unknown. */
  private nearReport(options: readonly Candidates[]): string | null {
    if (this.folders.length === 0 || options.every(isWeak)) return null;
    return soleText(
      nearestTo(
        this.folders,
        options.flatMap(({ paths }) => paths),
      ),
    );
  }

  private isSupported(options: readonly Candidates[], path: string): boolean {
    return options.some(
      (option) =>
        !isWeak(option) ||
        this.certain.votesFor(option.reading, path, option.shared) > 0 ||
        this.all.isMostVoted(option.reading, path, option.shared),
    );
  }

  /** The listed paths to which the mappings of most votes lead. */
  private byMappings({ reading, shared }: Candidates): string[] {
    const end = `/${reading.segments.slice(-shared).join('/')}`;
    const places = this.certain
      .placesOf(reading)
      .filter(({ path }) => `/${path}`.endsWith(end) && this.index.has(path));
    return places.filter(({ votes }) => votes === places[0]!.votes).map(({ path }) => path);
  }
}

/** True when only the file's name supports the match, with folders in front of it that the file is not in. */
function isWeak({ reading, shared }: Candidates): boolean {
  return shared === 1 && (reading.root !== '' || reading.segments.length > 1);
}

/** The one path that all candidates share; null when there are several, or too many to compare. */
function soleOf(options: readonly Candidates[]): string | null {
  return options.some(({ count }) => count !== 1) ? null : soleText(options.flatMap(({ paths }) => paths));
}

function soleText(texts: readonly string[]): string | null {
  const distinct = new Set(texts);
  return distinct.size === 1 ? texts[0]! : null;
}

/** The paths among the candidates that have all folders of the reading, in order. */
function byFolders({ reading, shared, paths }: Candidates): readonly string[] {
  const folders = reading.segments.slice(0, -shared);
  if (folders.length === 0 || climbs(reading)) return [];
  return paths.filter((path) => {
    let found = 0;
    for (const name of path.split('/').slice(0, -shared)) if (name === folders[found]) found++;
    return found === folders.length;
  });
}
