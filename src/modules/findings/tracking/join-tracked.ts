import type { ContentFacts, FindingFile, FindingManifest } from '../../../domain/findings/segments/file-facts.js';
import { joinGroups } from '../../../domain/findings/segments/groups.js';
import { codeOfState, isSuppressedOnBaseState } from '../../../domain/findings/segments/row-states.js';
import type { TrackedRows } from '../../../domain/findings/tracking/track-files.js';
import { comparePaths, type ManifestEntry } from '../../../domain/segments/manifest.js';
import type { ScanFindings } from '../storage/scan-findings.js';

/** State of a finding in a file in which nothing happened. */
const KEPT = codeOfState({ isNew: false, matchedBy: 'unchanged', newBecause: null, isSuppressedOnBase: false });

/**
 * Joins the files that were tracked with those that are as they were on the base.
 *
 * @param rows results for the findings of `open`, file by file
 * @param stored the manifest from before, where the findings were stored already: a finding that nothing recognizes keeps
 *   the id that it has there, unless another one has it now
 */
export function joinTracked(
  open: readonly ManifestEntry<ContentFacts>[],
  kept: ReadonlyMap<string, FindingFile>,
  rows: TrackedRows,
  stored: FindingManifest = [],
): ScanFindings {
  const before = new Map(stored.map((entry) => [entry.path, entry]));
  const taken = new Set<number>(stored.length === 0 ? [] : [...rows.issueIds, ...idsOf(kept)]);
  const starts = new Map<string, number>();
  let start = 0;
  const tracked = open.map(({ path, address, facts }): FindingFile => {
    const count = facts.kinds.reduce((sum, [, number]) => sum + number, 0);
    const own = before.get(path)?.facts;
    const issueIds = Array.from(rows.issueIds.subarray(start, start + count));
    const firstSeenScanIds = Array.from(rows.firstSeenScanIds.subarray(start, start + count));
    issueIds.forEach((id, row) => {
      const known = own?.issueIds[row];
      if (id !== 0 || known === undefined || taken.has(known)) return;
      issueIds[row] = known;
      firstSeenScanIds[row] = own!.firstSeenScanIds[row]!;
    });
    starts.set(path, start);
    start += count;
    return { path, address, facts: { ...facts, issueIds, firstSeenScanIds } };
  });
  const manifest = [...tracked, ...kept.values()].sort((one, other) => comparePaths(one.path, other.path));
  return { manifest, ...placeRows(manifest, starts, rows), groups: allGroups(kept, rows) };
}

/** States and explanations by the rows of the whole manifest. */
function placeRows(
  manifest: FindingManifest,
  starts: ReadonlyMap<string, number>,
  rows: TrackedRows,
): Pick<ScanFindings, 'states' | 'notes'> {
  const places = new Int32Array(rows.states.length);
  let total = 0;
  for (const { path, facts } of manifest) {
    const start = starts.get(path);
    for (let row = 0; start !== undefined && row < facts.issueIds.length; row += 1) places[start + row] = total + row;
    total += facts.issueIds.length;
  }
  const states = new Uint16Array(total).fill(KEPT);
  places.forEach((place, row) => (states[place] = rows.states[row]!));
  const explanations = rows.explanations.map(([row, explanation]) => [places[row]!, explanation] as const);
  return { states, notes: explanations.length === 0 ? {} : { explanations: Object.fromEntries(explanations) } };
}

const allGroups = (kept: ReadonlyMap<string, FindingFile>, rows: TrackedRows): ScanFindings['groups'] =>
  joinGroups([
    ...rows.groups,
    ...[...kept.values()].flatMap(({ facts }) => facts.kinds.map(([kind, count]) => [kind, 0, count] as const)),
  ]);

function* idsOf(kept: ReadonlyMap<string, FindingFile>): Generator<number> {
  for (const { facts } of kept.values()) yield* facts.issueIds;
}

/** Ids of the problems that are suppressed on the base alone. */
export function suppressedOnBase({ manifest, states }: Pick<ScanFindings, 'manifest' | 'states'>): ReadonlySet<number> {
  const ids = new Set<number>();
  if (!states.some(isSuppressedOnBaseState)) return ids;
  let row = 0;
  for (const { facts } of manifest) {
    for (const id of facts.issueIds) {
      if (isSuppressedOnBaseState(states[row]!)) ids.add(id);
      row += 1;
    }
  }
  return ids;
}
