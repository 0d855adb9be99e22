import type { ChangedLines } from '../changes/changed-lines.js';
import { type ClonePlace, lengthOf } from '../findings/clones/clone.js';
import {
  type AddedLines,
  addedLinesOf,
  countAdded,
  joinPlaces,
  writtenLinesOf,
} from '../findings/clones/judge-clone.js';
import { type KnownClone, recognizeClones } from '../findings/clones/recognize-clones.js';
import { otherPlaces, placesOf, type StoredClone } from '../findings/clones/stored-clone.js';
import type { MatchedBy } from '../findings/matching/matched-by.js';
import { messageAtCopy } from '../findings/readers/duplicate-result.js';
import { type FindingGroup, flagsOf, joinGroups } from '../findings/segments/groups.js';
import { isSuppressedKind } from '../findings/segments/kinds.js';
import { codeOfState, stateOf } from '../findings/segments/row-states.js';
import { messageAt } from '../findings/segments/segment.js';
import { NEW_BECAUSE, type NewBecause } from '../findings/tracking/newness.js';
import type { PlacedLines } from '../gate/actions/action-facts.js';
import type { IssueId, ScanId } from '../ids.js';
import type { ReadFile, ToolScanFindings } from './read-files.js';
import type { PlacedClone } from './scan-findings.js';

/** A finding that has copies. */
export interface CloneRow {
  readonly tool: string;
  /** Its row in the tool's findings. */
  readonly row: number;
  readonly kind: number;
  readonly issueId: IssueId;
  readonly firstSeenScanId: ScanId;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly newBecause: string | null;
  readonly isSuppressed: boolean;
  /** The place and the message that the tool reports. */
  readonly reported: PlacedClone;
  /** The copy at which it is reported in this scan. */
  readonly place: PlacedClone;
  readonly clone: StoredClone;
}

/** Changes of such a finding: its place and message, its problem and its newness. */
export type CloneUpdate = Pick<
  CloneRow,
  'row' | 'issueId' | 'firstSeenScanId' | 'isNew' | 'matchedBy' | 'newBecause' | 'place'
>;

/** Formats that report duplicated texts with all of their copies. */
export const CLONE_FORMATS: readonly string[] = ['jscpd', 'cpd'];

/** Clones of one tool, and the changes of those that are recognized or judged otherwise than tracking did. */
export interface RetrackedClones {
  readonly updates: readonly CloneUpdate[];
  /** Number of the base's clones that are gone. */
  readonly fixed: number;
}

/**
 * Recognizes the clones of one tool by those of the base, and judges them by the lines that the change adds.
 *
 * @param changes null where the changed lines are not known
 */
export function retrackClones(
  rows: readonly CloneRow[],
  ofBase: readonly CloneRow[],
  changes: ChangedLines | null,
  isBaselineScan: boolean,
): RetrackedClones {
  const renamed = new Map(changes?.files.flatMap(({ path, oldPath }) => (oldPath === null ? [] : [[oldPath, path]])));
  const recognized = recognizeClones(
    rows.map(toTracked),
    ofBase.map((row) => toKnownClone(row, renamed)),
    changes && addedLinesOf(changes),
    isBaselineScan,
    changes && writtenLinesOf(changes),
  );
  const updates = rows.map((row, at): CloneUpdate => {
    const { place, issueId, firstSeenScanId, ...judged } = recognized[at]!;
    const ids = { issueId: issueId as IssueId, firstSeenScanId: firstSeenScanId as ScanId };
    return { row: row.row, ...ids, ...judged, place: { ...place, message: messageAtPlace(row, place) } };
  });
  const present = new Set(updates.map(({ issueId }) => issueId));
  return {
    updates: updates.filter((update, at) => isOther(update, rows[at]!)),
    fixed: ofBase.filter(({ issueId }) => !present.has(issueId)).length,
  };
}

/** The clones of a file. */
export function clonesIn({ findings, file, start, details }: ReadFile): CloneRow[] {
  return [...details.clones].map(([at, clone]) => {
    const row = start + at;
    const { newBecause, ...state } = stateOf(findings.states[row]!);
    const reported = {
      ...{ filePath: file.path, startLine: details.startLines[at]!, endLine: details.endLines[at]! },
      message: messageAt(details, at),
    };
    return {
      ...{ tool: findings.tool, row, kind: details.kinds[at]!, clone, reported },
      issueId: file.facts.issueIds[at]! as IssueId,
      firstSeenScanId: file.facts.firstSeenScanIds[at]! as ScanId,
      isNew: state.isNew,
      matchedBy: state.matchedBy,
      newBecause: newBecause === null ? null : NEW_BECAUSE[newBecause]!,
      isSuppressed: isSuppressedKind(details.kinds[at]!) || state.isSuppressedOnBase,
      place: findings.notes.places?.[row] ?? reported,
    };
  });
}

/** The findings of a tool with changes of their clones. */
export function applyToClones<Found extends ToolScanFindings>(
  stored: Found,
  rows: readonly CloneRow[],
  updates: readonly CloneUpdate[],
): Found {
  const byRow = new Map(updates.map((update) => [update.row, update]));
  const known = new Map(rows.map((row) => [row.row, row]));
  const states = stored.states.slice();
  const places: Record<number, PlacedClone> = { ...stored.notes.places };
  const groups: FindingGroup[] = [...stored.groups];
  for (const { row, isNew, matchedBy, newBecause, place } of updates) {
    const { kind, reported } = known.get(row)!;
    const before = states[row]!;
    states[row] = codeOfState({
      ...{ isNew, isSuppressedOnBase: stateOf(before).isSuppressedOnBase },
      matchedBy: matchedBy as MatchedBy | null,
      newBecause: newBecause === null ? null : NEW_BECAUSE.indexOf(newBecause as NewBecause),
    });
    groups.push([kind, flagsOf(before), -1], [kind, flagsOf(states[row]), 1]);
    if (isSamePlace(place, reported)) Reflect.deleteProperty(places, row);
    else places[row] = place;
  }
  let start = 0;
  const manifest = stored.manifest.map((entry) => {
    const from = start;
    const { issueIds, firstSeenScanIds } = entry.facts;
    start += issueIds.length;
    if (!entry.facts.hasClones) return entry;
    return {
      ...entry,
      facts: {
        ...entry.facts,
        issueIds: issueIds.map((id, at) => byRow.get(from + at)?.issueId ?? id),
        firstSeenScanIds: firstSeenScanIds.map((id, at) => byRow.get(from + at)?.firstSeenScanId ?? id),
      },
    };
  });
  return { ...stored, manifest, states, groups: joinGroups(groups), notes: { ...stored.notes, places } };
}

const isSamePlace = (one: PlacedClone, other: PlacedClone): boolean =>
  one.filePath === other.filePath &&
  one.startLine === other.startLine &&
  one.endLine === other.endLine &&
  one.message === other.message;

/** Copies of the clones that count: neither suppressed nor marked. */
export const countedPlaces = (rows: readonly CloneRow[], marked: ReadonlySet<number>): ClonePlace[] =>
  rows.filter((row) => !row.isSuppressed && !marked.has(row.issueId)).flatMap(({ clone }) => placesOf(clone));

/**
 * Copies with the number of their lines, those in one file that meet as one. Copies that the change wrote come first: of two
 * alike that is the copy, and not the original.
 */
export function placeCopies(places: readonly ClonePlace[], changes: ChangedLines | null): PlacedCopies {
  const all = joinPlaces(places);
  if (changes === null) return { all: all.map(countWhole), added: [] };
  const written = writtenLinesOf(changes);
  const ordered = all.toSorted((one, other) => countAdded(other, written) - countAdded(one, written));
  return { all: ordered.map(countWhole), added: countWritten(all, written) };
}

/** Copies with the number of their lines that count. */
export interface PlacedCopies {
  readonly all: readonly PlacedLines[];
  readonly added: readonly PlacedLines[];
}

const countWhole = (place: ClonePlace): PlacedLines => ({
  ...{ filePath: place.filePath, range: [place.startLine, place.endLine], lines: lengthOf(place) },
});

const countWritten = (places: readonly ClonePlace[], written: AddedLines): PlacedLines[] =>
  places.flatMap((place) => {
    const lines = countAdded(place, written);
    return lines === 0 ? [] : [{ ...countWhole(place), lines }];
  });

/** The message of a clone where it is reported, which names its other copies. */
const messageAtPlace = ({ reported, clone }: CloneRow, place: ClonePlace): string =>
  reported.filePath === place.filePath && reported.startLine === place.startLine
    ? reported.message
    : messageAtCopy(reported.message, otherPlaces(clone, place));

const toTracked = (row: CloneRow) => ({ ...row, signature: row.clone.signature, places: placesOf(row.clone) });

/** @param renamed new paths of renamed files */
const toKnownClone = (
  { issueId, firstSeenScanId, clone }: CloneRow,
  renamed: ReadonlyMap<string, string>,
): KnownClone => ({
  issueId,
  firstSeenScanId,
  signature: clone.signature,
  copies: clone.places.length,
  files: new Set(clone.places.map(([path]) => renamed.get(path) ?? path)),
});

const isOther = (update: CloneUpdate, row: CloneRow): boolean =>
  !isSamePlace(update.place, row.place) ||
  (['issueId', 'firstSeenScanId', 'isNew', 'matchedBy', 'newBecause'] as const).some(
    (name) => update[name] !== row[name],
  );
