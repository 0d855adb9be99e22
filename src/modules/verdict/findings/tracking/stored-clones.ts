import { Injectable } from '@nestjs/common';
import type { StoredClone } from '../../../../domain/findings/clones/stored-clone.js';
import type { MatchedBy } from '../../../../domain/findings/matching/matched-by.js';
import { type FindingGroup, flagsOf, joinGroups } from '../../../../domain/findings/segments/groups.js';
import { isSuppressedKind } from '../../../../domain/findings/segments/kinds.js';
import { codeOfState, stateOf } from '../../../../domain/findings/segments/row-states.js';
import { messageAt } from '../../../../domain/findings/segments/segment.js';
import { NEW_BECAUSE, type NewBecause } from '../../../../domain/findings/tracking/newness.js';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import type { Scan } from '../../scan/scan.reader.js';
import { ContentsReader, type ReadFile } from '../storage/contents.reader.js';
import { FindingStore, type StoredFindings } from '../storage/finding-store.js';
import type { PlacedClone } from '../storage/scan-findings.js';

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

/** Duplicated texts among the findings of scans, inside the open tenant transaction. */
@Injectable()
export class StoredClones {
  constructor(
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
  ) {}

  /** The clones of a scan in the order of their tools, files and places. */
  async listClones(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<CloneRow[]> {
    const stored = await this.store.loadAll(scan);
    const files = await this.contents.readFiles(scan, stored, ({ facts }) => facts.hasClones);
    return files.flatMap(clonesIn);
  }

  /** Stores changes of a tool's clones. */
  async update(scan: Scan, tool: string, rows: readonly CloneRow[], updates: readonly CloneUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    const stored = await this.store.load(scan, scan.id, tool);
    if (stored === null) return;
    await this.store.save(scan, tool, apply(stored, rows, updates), stored.keyframe);
  }
}

function clonesIn({ findings, file, start, details }: ReadFile): CloneRow[] {
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

function apply(stored: StoredFindings, rows: readonly CloneRow[], updates: readonly CloneUpdate[]): StoredFindings {
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

export const isSamePlace = (one: PlacedClone, other: PlacedClone): boolean =>
  one.filePath === other.filePath &&
  one.startLine === other.startLine &&
  one.endLine === other.endLine &&
  one.message === other.message;
