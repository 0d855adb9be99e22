import { type Region, type SourceContext } from '../finding.js';
import { cleanLabel } from './clean-text.js';
import {
  arrayAt,
  indexAt,
  isJsonObject,
  type JsonObject,
  nonBlankAt,
  objectAt,
  objectsAt,
  ownValue,
  stringAt,
} from './json-value.js';
import { TEXT_LIMITS } from './report-limits.js';
import {
  climbsAboveItsBase,
  isAbsolutePath,
  isBelowRoot,
  normalizeReportPath,
  type ReportPath,
} from './report-path.js';
import { pathOfUri } from './report-uri.js';
import {
  cutContext,
  cutSnippet,
  keepContext,
  NO_REGION,
  type SourceLines,
  toRegion,
  toSnippet,
  toSourceLines,
} from './source-text.js';

/** Place of a result, and the source text that the report has of it. */
export interface ResultPlace {
  readonly filePath: string | null;
  readonly region: Region;
  readonly snippet: string | null;
  readonly context: SourceContext | null;
  readonly scope: string | null;
}

export type Located =
  | { readonly ok: true; readonly place: ResultPlace }
  | { readonly ok: false; readonly reason: string };

export interface LocationReader {
  /** Reads the first location of a result that names a file, else the first at all. */
  readonly locate: (result: JsonObject) => Located;
  /** File and line of one location, without its text; null where it names none, or one outside of the repository. */
  readonly pointAt: (location: JsonObject) => { readonly filePath: string | null; readonly line: number | null };
}

const NOWHERE: ResultPlace = {
  filePath: null,
  region: NO_REGION,
  snippet: null,
  context: null,
  scope: null,
};

/**
 * Reads locations of a run. Artifacts by index and base URIs are looked up in the run; absolute paths become relative to
 * `checkoutRoots` and to the roots that the run declares.
 */
export function createLocationReader(run: JsonObject, checkoutRoots: readonly string[]): LocationReader {
  const artifacts = arrayAt(run, 'artifacts').map((artifact) => (isJsonObject(artifact) ? artifact : {}));
  const logicalLocations = objectsAt(run, 'logicalLocations');
  const resolvePath = createPathResolver(run, checkoutRoots);
  const sources = new Map<number, SourceLines | null>();

  const artifactSource = (index: number): SourceLines | null => {
    if (!sources.has(index)) {
      const text = stringAt(objectAt(artifacts[index] ?? {}, 'contents'), 'text');
      sources.set(index, text === null ? null : toSourceLines(text));
    }
    return sources.get(index) ?? null;
  };

  const pathOf = (artifact: JsonObject, index: number | null): ReportPath => {
    const isInline = nonBlankAt(artifact, 'uri') !== null;
    return resolvePath(isInline || index === null ? artifact : objectAt(artifacts[index] ?? {}, 'location'));
  };

  return {
    locate(result) {
      const locations = objectsAt(result, 'locations');
      const location = locations.find(namesFile) ?? locations[0];
      if (location === undefined) return { ok: true, place: NOWHERE };
      const physical = objectAt(location, 'physicalLocation');
      const artifact = objectAt(physical, 'artifactLocation');
      const index = indexAt(artifact, 'index');
      const path = pathOf(artifact, index);
      if (!path.ok) return path;
      const scope = scopeOf(location, logicalLocations);
      return {
        ok: true,
        place: { filePath: path.path, scope, ...readSource(physical, index === null ? null : artifactSource(index)) },
      };
    },

    pointAt(location) {
      const physical = objectAt(location, 'physicalLocation');
      const artifact = objectAt(physical, 'artifactLocation');
      const path = pathOf(artifact, indexAt(artifact, 'index'));
      const { startLine } = toRegion({ ...NO_REGION, startLine: ownValue(objectAt(physical, 'region'), 'startLine') });
      return path.ok ? { filePath: path.path, line: startLine } : { filePath: null, line: null };
    },
  };
}

function namesFile(location: JsonObject): boolean {
  const artifact = objectAt(objectAt(location, 'physicalLocation'), 'artifactLocation');
  return nonBlankAt(artifact, 'uri') !== null || indexAt(artifact, 'index') !== null;
}

/** The region and the source text around it: from the result itself, else from the contents of its artifact. */
function readSource(physical: JsonObject, artifact: SourceLines | null): Omit<ResultPlace, 'filePath' | 'scope'> {
  const written = objectAt(physical, 'region');
  const region = toRegion({
    startLine: ownValue(written, 'startLine'),
    startColumn: ownValue(written, 'startColumn'),
    endLine: ownValue(written, 'endLine'),
    endColumn: ownValue(written, 'endColumn'),
  });
  const snippet = toSnippet(snippetTextOf(written));
  const contextRegion = objectAt(physical, 'contextRegion');
  const contextText = snippetTextOf(contextRegion);
  const { startLine: contextLine } = toRegion({ ...NO_REGION, startLine: ownValue(contextRegion, 'startLine') });
  if (contextText !== null && contextLine !== null) {
    const cut = () => cutSnippet(toSourceLines(contextText, contextLine), region);
    return { region, snippet: snippet ?? cut(), context: keepContext(contextText, contextLine, region) };
  }
  if (artifact === null) return { region, snippet, context: null };
  return { region, snippet: snippet ?? cutSnippet(artifact, region), context: cutContext(artifact, region) };
}

function snippetTextOf(region: JsonObject): string | null {
  return stringAt(objectAt(region, 'snippet'), 'text');
}

/** The enclosing scope: the first logical location with a qualified name, its own or that of the run's entry it points at. */
function scopeOf(location: JsonObject, shared: readonly JsonObject[]): string | null {
  for (const logical of objectsAt(location, 'logicalLocations')) {
    const entry = shared[indexAt(logical, 'index') ?? -1] ?? {};
    const name = nonBlankAt(logical, 'fullyQualifiedName') ?? nonBlankAt(entry, 'fullyQualifiedName');
    if (name !== null) return cleanLabel(name, TEXT_LIMITS.scope);
  }
  return null;
}

/** Resolves an `artifactLocation` to a path of the repository; each distinct one once. */
function createPathResolver(run: JsonObject, checkoutRoots: readonly string[]): (artifact: JsonObject) => ReportPath {
  const bases = createBaseResolver(objectAt(run, 'originalUriBaseIds'));
  const roots = [...checkoutRoots, ...rootsOf(run, bases)];
  const resolved = new Map<string, ReportPath>();

  const resolve = (uri: string, baseId: string | null): ReportPath => {
    const path = pathOfUri(uri);
    if (isAbsolutePath(path)) return normalizeReportPath(path, roots);
    const joined = joinPaths(baseId === null ? '' : bases(baseId), path);
    const leavesItsBase = climbsAboveItsBase(path) && isAbsolutePath(joined) && !isBelowRoot(joined, roots);
    return normalizeReportPath(leavesItsBase ? path : joined, roots);
  };

  return (artifact) => {
    const uri = nonBlankAt(artifact, 'uri');
    if (uri === null) return { ok: true, path: null };
    const baseId = stringAt(artifact, 'uriBaseId');
    const key = baseId === null ? uri : `${baseId}\n${uri}`;
    const known = resolved.get(key);
    if (known !== undefined) return known;
    const path = resolve(uri, baseId);
    resolved.set(key, path);
    return path;
  };
}

/** Bases that one base is looked up through; real logs have two or three on end. */
const MAX_CHAIN = 64;
/** Limit of roots; the most specific ones are used. */
const MAX_ROOTS = 100;

/** Path of a base by its id, through the bases that it refers to itself; '' where the run does not say. */
type BaseResolver = (baseId: string) => string;

function createBaseResolver(declared: JsonObject): BaseResolver {
  const resolve = (baseId: string): string => {
    const paths: string[] = [];
    const passed = new Set<string>();
    for (let id: string | null = baseId; id !== null && !passed.has(id) && passed.size < MAX_CHAIN;) {
      passed.add(id);
      const base = objectAt(declared, id);
      const path = pathOfUri(stringAt(base, 'uri') ?? '');
      paths.push(path);
      id = isAbsolutePath(path) ? null : stringAt(base, 'uriBaseId');
    }
    return paths.reduceRight(joinPaths, '');
  };
  const resolved = new Map<string, string>();
  return (baseId) => {
    const path = resolved.get(baseId) ?? resolve(baseId);
    resolved.set(baseId, path);
    return path;
  };
}

function joinPaths(base: string, path: string): string {
  return base === '' ? path : `${base}/${path}`;
}

/** Names that tools give the root of the checkout. */
const ROOT_BASE_ID = /^%?(SRC|SOURCE|REPO|REPOSITORY|PROJECT|WORKSPACE)_?(ROOT|DIR)%?$|^ROOTPATH$/i;

/**
 * The roots that a run declares, most specific first: the path that it states as the checkout, a base named as the
 * source root, its other bases from the shortest, and the directories that its tool ran in.
 */
function rootsOf(run: JsonObject, bases: BaseResolver): readonly string[] {
  const ids = Object.keys(objectAt(run, 'originalUriBaseIds'));
  const checkouts = objectsAt(run, 'versionControlProvenance').flatMap(
    (provenance) => stringAt(objectAt(provenance, 'mappedTo'), 'uriBaseId') ?? [],
  );
  const named = ids.filter((id) => ROOT_BASE_ID.test(id));
  const byLength = ids.map(bases).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const workingDirectories = objectsAt(run, 'invocations').map((invocation) => {
    const directory = objectAt(invocation, 'workingDirectory');
    const baseId = stringAt(directory, 'uriBaseId');
    return joinPaths(baseId === null ? '' : bases(baseId), pathOfUri(stringAt(directory, 'uri') ?? ''));
  });
  const roots = [...checkouts.map(bases), ...named.map(bases), ...byLength, ...workingDirectories];
  return [...new Set(roots)].filter((root) => isAbsolutePath(root) && normalizeReportPath(root).ok).slice(0, MAX_ROOTS);
}
