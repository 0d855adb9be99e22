/** Parts of a SARIF log that enrichment reads and writes; it keeps everything else. */
export interface SarifLog {
  readonly runs?: readonly (SarifRun | null)[];
}

export interface SarifRun {
  readonly columnKind?: unknown;
  readonly results?: readonly unknown[];
  artifacts?: unknown;
}

export interface SarifLocation {
  physicalLocation?: SarifPhysicalLocation;
  logicalLocations?: unknown;
}

export interface SarifPhysicalLocation {
  artifactLocation?: { uri?: unknown; uriBaseId?: unknown; index?: unknown };
  region?: { snippet?: object };
  contextRegion?: object;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNamed = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** The location of a result that the service's reader takes: the first that names a file, else the first. */
export function locationOf(result: unknown): SarifLocation | null {
  const { locations } = isObject(result) ? (result as { locations?: unknown }) : {};
  const written = Array.isArray(locations) ? (locations as unknown[]).filter(isObject) : [];
  return written.find(namesFile) ?? written[0] ?? null;
}

function namesFile(location: object): boolean {
  const { physicalLocation } = location as SarifLocation;
  const artifact = isObject(physicalLocation) ? physicalLocation.artifactLocation : undefined;
  return isObject(artifact) && (isNamed(artifact.uri) || Number.isSafeInteger(artifact.index));
}

/** The runs of a log and their results, as the service's reader walks through them. */
export function* resultsOf(log: SarifLog): Iterable<{ readonly run: SarifRun; readonly result: unknown }> {
  const runs: readonly unknown[] = Array.isArray(log.runs) ? log.runs : [];
  for (const run of runs) {
    if (!isObject(run)) continue;
    const { results } = run as SarifRun;
    for (const result of Array.isArray(results) ? (results as readonly unknown[]) : []) yield { run, result };
  }
}

/** Adds a text to an object that may have other forms of it (`snippet.rendered`). */
export const withText = (snippet: unknown, text: string): object => ({ ...(isObject(snippet) ? snippet : {}), text });

/** Adds a scope behind the tool's own facts about the place. */
export function addScope(location: SarifLocation, fullyQualifiedName: string): void {
  const known = Array.isArray(location.logicalLocations) ? (location.logicalLocations as unknown[]) : [];
  location.logicalLocations = [...known, { fullyQualifiedName }];
}

/** Adds a file's text once for all results of the run in it. */
export function embedSource(run: SarifRun, places: readonly SarifPhysicalLocation[], text: string): void {
  const artifacts = Array.isArray(run.artifacts) ? [...(run.artifacts as unknown[])] : [];
  for (const place of places) {
    const artifact = place.artifactLocation ?? {};
    const { index, ...location } = artifact;
    const isListed = Number.isSafeInteger(index) && isObject(artifacts[index as number]);
    const at = isListed
      ? (index as number)
      : artifacts.findIndex(
          (each) => isObject(each) && isSameLocation((each as { location?: unknown }).location, location),
        );
    const entry = at >= 0 ? at : artifacts.push({ location }) - 1;
    artifacts[entry] = { ...(artifacts[entry] as object), contents: { text } };
    place.artifactLocation = { ...artifact, index: entry };
  }
  run.artifacts = artifacts;
}

function isSameLocation(one: unknown, other: { uri?: unknown; uriBaseId?: unknown }): boolean {
  if (!isObject(one)) return false;
  const { uri, uriBaseId } = one as { uri?: unknown; uriBaseId?: unknown };
  return uri === other.uri && uriBaseId === other.uriBaseId;
}
