import { Injectable } from '@nestjs/common';
import { type ClonePlace, lengthOf } from '../../../../domain/findings/clones/clone.js';
import {
  type AddedLines,
  addedLinesOf,
  countAdded,
  countNewDuplication,
  joinPlaces,
  type NewDuplication,
  writtenLinesOf,
} from '../../../../domain/findings/clones/judge-clone.js';
import { recognizeClones } from '../../../../domain/findings/clones/recognize-clones.js';
import { otherPlaces, placesOf } from '../../../../domain/findings/clones/stored-clone.js';
import { messageAtCopy } from '../../../../domain/findings/readers/duplicate-result.js';
import type { PlacedLines } from '../../../../domain/gate/actions/action-facts.js';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import { together } from '../../../../platform/database/together.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { type FindingReport, isKnowing } from '../finding-report.js';
import { IssueMarkRepository } from '../issues/issue-mark.repository.js';
import { type CloneRow, type CloneUpdate, isSamePlace, StoredClones } from './stored-clones.js';

/** Formats that report duplicated texts with all of their copies. */
const FORMATS: readonly FindingReport['format'][] = ['jscpd', 'cpd'];

export const reportsClones = (report: Pick<FindingReport, 'format' | 'state'>): boolean =>
  FORMATS.includes(report.format) && isKnowing(report);

/** Duplicated texts of scans, judged by the lines that a change adds, inside the open tenant transaction. */
@Injectable()
export class CloneTracker {
  constructor(
    private readonly clones: StoredClones,
    private readonly marks: IssueMarkRepository,
    private readonly scans: ScanReader,
    private readonly bases: BaseReader,
  ) {}

  /**
   * Brings the clones of a scan up to date with what is known of the change by now, after its findings were tracked.
   * Answers by tool how many of the base's are gone, for tools that reported clones there.
   */
  async retrackClones(scan: Scan, reports: readonly FindingReport[]): Promise<ReadonlyMap<string, number>> {
    const fixed = new Map<string, number>();
    const tools = reports.filter(reportsClones).map(({ tool }) => tool);
    if (tools.length === 0) return fixed;
    const base = await this.bases.findChoice(scan);
    const [before, changes, now] = await together([
      base === null ? [] : this.clones.listClones({ ...scan, id: base.id }),
      this.scans.findChanges(scan.orgId, scan.id),
      this.clones.listClones(scan),
    ]);
    const added = changes && addedLinesOf(changes);
    for (const tool of tools) {
      const known = before.filter((row) => row.tool === tool);
      const rows = now.filter((row) => row.tool === tool);
      const recognized = recognizeClones(rows.map(toTracked), known.map(toKnown), added, scan.isBaselineScan);
      const updates = rows.map((row, at): CloneUpdate => {
        const { place, issueId, firstSeenScanId, ...judged } = recognized[at]!;
        const ids = { issueId: issueId as IssueId, firstSeenScanId: firstSeenScanId as ScanId };
        return { row: row.row, ...ids, ...judged, place: { ...place, message: messageAt(row, place) } };
      });
      await this.clones.update(
        scan,
        tool,
        rows,
        updates.filter((update, at) => isOther(update, rows[at]!)),
      );
      const present = new Set(updates.map(({ issueId }) => issueId));
      if (known.length > 0) fixed.set(tool, known.filter(({ issueId }) => !present.has(issueId)).length);
    }
    return fixed;
  }

  /** Duplication among the added lines under the marks of now; null where the changed lines are not known. */
  async measureNewDuplication(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<NewDuplication | null> {
    const changes = await this.scans.findChanges(scan.orgId, scan.id);
    return changes && countNewDuplication(await this.listPlaces(scan), writtenLinesOf(changes));
  }

  /** All copies under the marks of now, and those among the lines that the change writes. */
  async listCopies(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<PlacedCopies> {
    const changes = await this.scans.findChanges(scan.orgId, scan.id);
    const all = joinPlaces(await this.listPlaces(scan));
    return { all: all.map(countWhole), added: changes === null ? [] : countWritten(all, writtenLinesOf(changes)) };
  }

  private async listPlaces(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<ClonePlace[]> {
    const marked = await this.marks.idsOf(scan.orgId, scan.repoId);
    const counted = (await this.clones.listClones(scan)).filter((row) => !row.isSuppressed && !marked.has(row.issueId));
    return counted.flatMap(({ clone }) => placesOf(clone));
  }
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
const messageAt = ({ reported, clone }: CloneRow, place: ClonePlace): string =>
  reported.filePath === place.filePath && reported.startLine === place.startLine
    ? reported.message
    : messageAtCopy(reported.message, otherPlaces(clone, place));

const toTracked = (row: CloneRow) => ({ ...row, signature: row.clone.signature, places: placesOf(row.clone) });

const toKnown = ({ issueId, firstSeenScanId, clone }: CloneRow) => ({
  issueId,
  firstSeenScanId,
  signature: clone.signature,
  copies: clone.places.length,
});

const isOther = (update: CloneUpdate, row: CloneRow): boolean =>
  !isSamePlace(update.place, row.place) ||
  (['issueId', 'firstSeenScanId', 'isNew', 'matchedBy', 'newBecause'] as const).some(
    (name) => update[name] !== row[name],
  );
