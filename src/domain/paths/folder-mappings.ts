import { type LocatedPath, pathText } from './located-path.js';

/** A folder of the machine that ran the tests, and its place in the repository. */
interface FolderMapping {
  readonly from: string;
  readonly to: string;
}

/** A possible place of a path, and the number of files that vote for it. */
export interface MappedPlace {
  readonly path: string;
  readonly votes: number;
}

/**
 * Conclusions from files with a certain place about the others: each shows the place of one folder of the report in the
 * repository, and the folders that most files agree on come first.
 */
export class FolderMappings {
  /** Files that agree, by `to` by `from`. */
  private readonly votes = new Map<string, Map<string, number>>();
  private top: Top | null = null;

  /** @param shared how many names at the end the reported path and the listed one have in common. */
  add(reported: LocatedPath, listed: string, shared: number): void {
    const { from, to } = mappingOf(reported, listed, shared);
    const targets = this.votes.get(from) ?? new Map<string, number>();
    targets.set(to, (targets.get(to) ?? 0) + 1);
    this.votes.set(from, targets);
  }

  votesFor(reported: LocatedPath, listed: string, shared: number): number {
    const { from, to } = mappingOf(reported, listed, shared);
    return this.votes.get(from)?.get(to) ?? 0;
  }

  /** Places of a path for which a folder around it is mapped, those of most votes first. */
  placesOf(reported: LocatedPath): readonly MappedPlace[] {
    const places: MappedPlace[] = [];
    for (let depth = 0; depth < reported.segments.length; depth++) {
      const rest = reported.segments.slice(depth).join('/');
      for (const [to, votes] of this.votes.get(folderOf(reported, depth)) ?? []) {
        places.push({ path: to === '' ? rest : `${to}/${rest}`, votes });
      }
    }
    return places.sort((a, b) => b.votes - a.votes || (a.path < b.path ? -1 : 1));
  }

  /** True when more files vote for this mapping than for any other; call it when all votes are in. */
  isMostVoted(reported: LocatedPath, listed: string, shared: number): boolean {
    this.top ??= this.countTop();
    return this.top.mappings === 1 && this.votesFor(reported, listed, shared) === this.top.votes;
  }

  private countTop(): Top {
    const all = [...this.votes.values()].flatMap((targets) => [...targets.values()]);
    const votes = all.reduce((most, count) => Math.max(most, count), 0);
    return { votes, mappings: all.filter((count) => count === votes).length };
  }
}

/** The most votes of any mapping, and how many mappings have that many. */
interface Top {
  readonly votes: number;
  readonly mappings: number;
}

function mappingOf(reported: LocatedPath, listed: string, shared: number): FolderMapping {
  return { from: folderOf(reported, reported.segments.length - shared), to: withoutLast(listed, shared) };
}

/** The folders in front of the last names of a path. */
function withoutLast(path: string, names: number): string {
  let end = path.length;
  for (let left = names; left > 0 && end > 0; left--) end = Math.max(path.lastIndexOf('/', end - 1), 0);
  return path.slice(0, end);
}

const folderOf = (path: LocatedPath, depth: number): string =>
  depth === 0 ? path.root : pathText({ root: path.root, segments: path.segments.slice(0, depth) });
