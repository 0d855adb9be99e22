import { FolderMappings } from './folder-mappings.js';
import { climbs, textOf, type LocatedPath } from './located-path.js';
import { SuffixIndex } from './suffix-index.js';

/** What a reported path may mean, in full: itself, and itself below each source root of the report. */
export type Readings = readonly LocatedPath[];

/** Where in the list a reported path was found; `ambiguous` when it fits several files and nothing tells which. */
export type ListMatch =
  { readonly kind: 'matched'; readonly path: string } | { readonly kind: 'ambiguous' | 'unmatched' };

/** A reading that shares `shared` names at the end with listed paths, no other reading sharing more. */
interface Candidates {
  readonly reading: LocatedPath;
  readonly shared: number;
  readonly paths: readonly string[];
}

const UNMATCHED: ListMatch = { kind: 'unmatched' };

/**
 * Matches the paths of a report to the repository's files by their longest common end.
 *
 * A path that fits one file best is that file. One that fits several alike is told by the folders in front (all of the
 * reported ones must stand in the file's path, in order), else by the folder mappings that the certain files agree on;
 * else it is ambiguous. A file name alone is weak evidence where the folders in front of it differ: it counts only below
 * a mapping that certain files share, or that more files speak for than for any other.
 */
export class ListMatcher {
  private readonly index: SuffixIndex;
  private readonly certain = new FolderMappings();
  private readonly all = new FolderMappings();

  constructor(fileList: Iterable<string>) {
    this.index = new SuffixIndex(fileList);
  }

  /** The matches of all paths of a report, in their order; the order has no influence on any. */
  match(paths: readonly Readings[]): ListMatch[] {
    const candidates = paths.map((readings) => this.candidatesOf(readings));
    for (const options of candidates) this.vote(options);
    return candidates.map((options) => this.choose(options));
  }

  /** Where a path that is not in the list would be by the mappings of those that are; null when they say nothing. */
  placeOf(path: LocatedPath): string | null {
    return this.certain.placesOf(path)[0]?.path ?? null;
  }

  private candidatesOf(readings: Readings): readonly Candidates[] {
    const [only] = readings;
    if (readings.length === 1 && this.index.has(textOf(only!))) {
      return [{ reading: only!, shared: only!.segments.length, paths: [textOf(only!)] }];
    }
    const matches = readings.map((reading) => ({ reading, match: this.index.longestMatch(reading.segments) }));
    const shared = Math.max(...matches.map(({ match }) => match.length));
    if (shared === 0) return [];
    return matches
      .filter(({ match }) => match.length === shared)
      .map(({ reading, match }) => ({ reading, shared, paths: match.paths }));
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
    const told = soleText(options.flatMap(byFolders)) ?? soleText(options.flatMap((option) => this.byMappings(option)));
    if (told !== null) return { kind: 'matched', path: told };
    return options.every(isWeak) ? UNMATCHED : { kind: 'ambiguous' };
  }

  private isSupported(options: readonly Candidates[], path: string): boolean {
    return options.some(
      (option) =>
        !isWeak(option) ||
        this.certain.votesFor(option.reading, path, option.shared) > 0 ||
        this.all.isMostVoted(option.reading, path, option.shared),
    );
  }

  /** The listed paths that the mappings of most votes lead to. */
  private byMappings({ reading, shared }: Candidates): string[] {
    const end = `/${reading.segments.slice(-shared).join('/')}`;
    const places = this.certain
      .placesOf(reading)
      .filter(({ path }) => `/${path}`.endsWith(end) && this.index.has(path));
    return places.filter(({ votes }) => votes === places[0]!.votes).map(({ path }) => path);
  }
}

/** Whether nothing but the file's name speaks for the match, with folders in front of it that the file is not in. */
function isWeak({ reading, shared }: Candidates): boolean {
  return shared === 1 && (reading.root !== '' || reading.segments.length > 1);
}

/** The one path that all candidates are; null when there are several, or too many to look at. */
function soleOf(options: readonly Candidates[]): string | null {
  return options.some(({ paths }) => paths.length !== 1) ? null : soleText(options.flatMap(({ paths }) => paths));
}

function soleText(texts: readonly string[]): string | null {
  const distinct = new Set(texts);
  return distinct.size === 1 ? texts[0]! : null;
}

/** The paths among the candidates that hold all folders of the reading, in order. */
function byFolders({ reading, shared, paths }: Candidates): readonly string[] {
  const folders = reading.segments.slice(0, -shared);
  if (folders.length === 0 || climbs(reading)) return [];
  return paths.filter((path) => {
    let found = 0;
    for (const name of path.split('/').slice(0, -shared)) if (name === folders[found]) found++;
    return found === folders.length;
  });
}
