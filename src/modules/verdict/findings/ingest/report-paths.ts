import { comparePlaces } from '../../../../domain/findings/clones/clone.js';
import type { Finding } from '../../../../domain/findings/finding.js';
import { isInFolder, resolvePaths } from '../../../../domain/findings/resolve-finding-paths.js';
import { mapTrace } from '../../../../domain/findings/trace.js';

/** Paths that a tool names, as bytes: so they cross to another thread in one piece, however many they are. */
export interface WrittenPaths {
  readonly tool: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** By tool, paths as they were written, with those of the repository that replaced them. */
export type PlacedPaths = ReadonlyMap<string, ReadonlyMap<string, string>>;

export const NOTHING_PLACED: PlacedPaths = new Map();

/** Separates two paths; no path contains it. */
const SEPARATOR = '\0';

/**
 * Brings the paths of a report to those of the repository (`resolveFindingPaths`), finding by finding. Where one is that
 * the repository does not list, its place depends on all paths that its tool names: these are named first, and placed in a
 * second pass.
 */
export class ReportPaths {
  /** True once a path was named that can only be placed when all paths are known: no finding can be read then. */
  needsAllPaths = false;
  private readonly listed: ReadonlySet<string> | null;
  private readonly named = new Map<string, Set<string>>();
  /** By tool, what is to be written otherwise; null while not all paths are known. */
  private readonly resolved: ReadonlyMap<string, ReadonlyMap<string, string>> | null;

  /**
   * @param fileList the repository's files; null where they are not known, and every path stays as it is
   * @param reportPath where the report lies in the repository; null where that is not known
   * @param all all paths that the report names; null while they are not known
   */
  constructor(
    fileList: readonly string[] | null,
    private readonly reportPath: string | null,
    all: readonly WrittenPaths[] | null,
  ) {
    this.listed = fileList && new Set(fileList);
    this.resolved = fileList && all && resolveByTool(fileList, reportPath, all);
  }

  /** The finding under its path in the repository, as far as that is known. */
  place(finding: Finding): Finding {
    const { tool, filePath, clone, trace } = finding;
    if (this.listed === null || filePath === null) return finding;
    const paths = this.resolved?.get(tool);
    if (this.resolved !== null) return paths === undefined ? finding : placeIn(paths, finding);
    this.name(tool, filePath);
    for (const place of clone?.places ?? []) this.name(tool, place.filePath);
    for (const place of trace === undefined ? [] : [...trace.related, ...trace.flows.flat()])
      if (place.filePath !== null) this.mention(tool, place.filePath);
    return finding;
  }

  /** By tool the written paths with the other ones under which they were placed. */
  placed(): PlacedPaths {
    return this.resolved ?? NOTHING_PLACED;
  }

  /** A path beside those of findings, which is no reason to read the report twice. */
  private mention(tool: string, filePath: string): void {
    const named = this.named.get(tool);
    if (named === undefined) this.named.set(tool, new Set([filePath]));
    else named.add(filePath);
  }

  private name(tool: string, filePath: string): void {
    this.mention(tool, filePath);
    if (isInFolder(this.reportPath) || !this.listed!.has(filePath)) this.needsAllPaths = true;
  }

  /** The paths that were named so far. */
  written(): WrittenPaths[] {
    return [...this.named].map(([tool, paths]) => ({
      tool,
      bytes: new TextEncoder().encode([...paths].join(SEPARATOR)),
    }));
  }
}

/** @param paths what is to be written otherwise */
function placeIn(paths: ReadonlyMap<string, string>, finding: Finding): Finding {
  const { filePath, clone, trace } = finding;
  const path = paths.get(filePath!);
  if (trace !== undefined) {
    const placed = mapTrace(trace, (place) => ({ ...place, filePath: pathOf(paths, place.filePath) }));
    return { ...finding, filePath: path ?? filePath, trace: placed };
  }
  if (clone === undefined) return path === undefined ? finding : { ...finding, filePath: path };
  const places = clone.places.map((place) => ({ ...place, filePath: paths.get(place.filePath) ?? place.filePath }));
  return { ...finding, filePath: path ?? filePath, clone: { ...clone, places: places.sort(comparePlaces) } };
}

const pathOf = (paths: ReadonlyMap<string, string>, path: string | null): string | null =>
  path === null ? null : (paths.get(path) ?? path);

function resolveByTool(
  fileList: readonly string[],
  reportPath: string | null,
  all: readonly WrittenPaths[],
): Map<string, Map<string, string>> {
  const named = new Map<string, Set<string>>();
  for (const { tool, bytes } of all) {
    const paths = new TextDecoder().decode(bytes).split(SEPARATOR);
    named.set(tool, new Set([...(named.get(tool) ?? []), ...paths]));
  }
  return new Map([...named].map(([tool, paths]) => [tool, resolvePaths(paths, fileList, reportPath)]));
}
