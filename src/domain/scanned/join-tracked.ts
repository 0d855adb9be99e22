import {
  type ContentFacts,
  findingCount,
  type FindingFile,
  type FindingManifest,
} from '../findings/segments/file-facts.js';
import { isSuppressedOnBaseGroup, joinGroups } from '../findings/segments/groups.js';
import { codeOfState, isNewState, isSuppressedOnBaseState } from '../findings/segments/row-states.js';
import type { Explanation, TrackedRows } from '../findings/tracking/track-files.js';
import type { ManifestEntry } from '../segments/manifest.js';
import type { ScanFindings } from './scan-findings.js';

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
    const issueIds: number[] = [];
    const firstSeenScanIds: number[] = [];
    for (let row = 0; row < count; row += 1) {
      const id = rows.issueIds[start + row]!;
      const known = own?.issueIds[row];
      const isKnown = id === 0 && known !== undefined && !taken.has(known);
      issueIds.push(isKnown ? known : id);
      firstSeenScanIds.push(isKnown ? own!.firstSeenScanIds[row]! : rows.firstSeenScanIds[start + row]!);
    }
    starts.set(path, start);
    start += count;
    return { path, address, facts: { ...facts, issueIds, firstSeenScanIds } };
  });
  const manifest = mergeFiles(tracked, [...kept.values()]);
  return { manifest, ...placeRows(manifest, starts, rows), groups: allGroups(kept, rows) };
}

/** Files of two lists in ascending order of their paths, as both are. */
function mergeFiles(some: FindingManifest, others: FindingManifest): FindingManifest {
  const files: FindingFile[] = [];
  let at = 0;
  for (const file of some) {
    while (at < others.length && others[at]!.path < file.path) files.push(others[at++]!);
    files.push(file);
  }
  while (at < others.length) files.push(others[at++]!);
  return files;
}

/** States and explanations by the rows of the whole manifest. */
function placeRows(
  manifest: FindingManifest,
  starts: ReadonlyMap<string, number>,
  rows: TrackedRows,
): Pick<ScanFindings, 'states' | 'notes'> {
  const states = new Uint16Array(findingCount(manifest)).fill(KEPT);
  const explanations: Record<number, Explanation> = {};
  const lines = new Map(rows.markLines);
  const markLines: Record<number, string> = {};
  let explained = 0;
  let place = 0;
  for (const { path, facts } of manifest) {
    const start = starts.get(path);
    const count = facts.issueIds.length;
    if (start !== undefined) {
      states.set(rows.states.subarray(start, start + count), place);
      for (let row = start; lines.size > 0 && row < start + count; row += 1)
        if (lines.has(row)) markLines[place + row - start] = lines.get(row)!;
      // Tracked files, and explanations, are in the manifest's order.
      for (; (rows.explanations[explained]?.[0] ?? Infinity) < start + count; explained += 1) {
        const [row, explanation] = rows.explanations[explained]!;
        explanations[place + row - start] = explanation;
      }
    }
    place += count;
  }
  const notes = {
    ...(explained > 0 && { explanations }),
    ...(lines.size > 0 && { markLines }),
    ...(rows.newRules.length > 0 && { newRules: rows.newRules }),
    ...(rows.reindented > 0 && { reindented: rows.reindented }),
  };
  return { states, notes };
}

const allGroups = (kept: ReadonlyMap<string, FindingFile>, rows: TrackedRows): ScanFindings['groups'] =>
  joinGroups([
    ...rows.groups,
    ...[...kept.values()].flatMap(({ facts }) => facts.kinds.map(([kind, count]) => [kind, 0, count] as const)),
  ]);

function* idsOf(kept: ReadonlyMap<string, FindingFile>): Generator<number> {
  for (const { facts } of kept.values()) yield* facts.issueIds;
}

/** Ids of the problems that were marked on another line. */
export function editedMarks({ manifest, notes: { markLines } }: ScanFindings): ReadonlySet<number> {
  if (markLines === undefined) return new Set();
  const ids = manifest.flatMap(({ facts }) => facts.issueIds);
  return new Set(Object.keys(markLines).map((row) => ids[Number(row)]!));
}

/** Ids of the problems that a scan was charged with. */
export function newProblemsOf({ manifest, states }: ScanFindings): number[] {
  const ids = manifest.flatMap(({ facts }) => facts.issueIds);
  return ids.filter((_, row) => isNewState(states[row]!));
}

/** Ids of the problems that are suppressed on the base alone. */
export function suppressedOnBase({ manifest, states, groups }: ScanFindings): ReadonlySet<number> {
  const ids = new Set<number>();
  if (!groups.some(isSuppressedOnBaseGroup)) return ids;
  let row = 0;
  for (const { facts } of manifest) {
    for (const id of facts.issueIds) {
      if (isSuppressedOnBaseState(states[row]!)) ids.add(id);
      row += 1;
    }
  }
  return ids;
}
