import { Injectable } from '@nestjs/common';
import type { ClonePlace } from '../../../domain/findings/clones/clone.js';
import { addedLinesOf, countNewDuplication, type NewDuplication } from '../../../domain/findings/clones/judge-clone.js';
import { recognizeClones } from '../../../domain/findings/clones/recognize-clones.js';
import { otherPlaces, placesOf } from '../../../domain/findings/clones/stored-clone.js';
import { messageAtCopy } from '../../../domain/findings/readers/duplicate-result.js';
import type { IssueId, ScanId } from '../../../domain/ids.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { type FindingReport, isKnowing } from '../finding-report.js';
import { CloneRepository, type CloneRow, type CloneUpdate } from './clone.repository.js';

/** Formats that report duplicated texts with all of their copies. */
const FORMATS: readonly FindingReport['format'][] = ['jscpd', 'cpd'];

export const reportsClones = (report: Pick<FindingReport, 'format' | 'state'>): boolean =>
  FORMATS.includes(report.format) && isKnowing(report);

/** Duplicated texts of scans, judged by the lines that a change adds, inside the open tenant transaction. */
@Injectable()
export class CloneTracker {
  constructor(
    private readonly clones: CloneRepository,
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
    const base = await this.bases.findBase(scan);
    const before = base === null ? [] : await this.clones.listClones(scan.orgId, base.scan.id);
    const changes = await this.scans.findChanges(scan.orgId, scan.id);
    const added = changes && addedLinesOf(changes);
    const now = await this.clones.listClones(scan.orgId, scan.id);
    for (const tool of tools) {
      const known = before.filter((row) => row.tool === tool);
      const rows = now.filter((row) => row.tool === tool);
      const recognized = recognizeClones(rows.map(toTracked), known.map(toKnown), added, scan.isBaselineScan);
      const updates = rows.map((row, at): CloneUpdate => {
        const { place, issueId, firstSeenScanId, ...judged } = recognized[at]!;
        const ids = { issueId: issueId as IssueId, firstSeenScanId: firstSeenScanId as ScanId };
        return { id: row.id, ...ids, ...judged, ...place, message: messageAt(row, place) };
      });
      await this.clones.update(
        scan.orgId,
        scan.id,
        updates.filter((update, at) => isOther(update, rows[at]!)),
      );
      const present = new Set(updates.map(({ issueId }) => issueId));
      if (known.length > 0) fixed.set(tool, known.filter(({ issueId }) => !present.has(issueId)).length);
    }
    return fixed;
  }

  /** Duplication among the added lines under the marks of now; null where the changed lines are not known. */
  async measureNewDuplication(scan: Pick<Scan, 'orgId' | 'id'>): Promise<NewDuplication | null> {
    const changes = await this.scans.findChanges(scan.orgId, scan.id);
    if (changes === null) return null;
    const clones = await this.clones.listCounted(scan.orgId, scan.id);
    return countNewDuplication(clones.flatMap(placesOf), addedLinesOf(changes));
  }
}

/** The message of a clone where it is reported, which names its other copies. */
const messageAt = (row: CloneRow, place: ClonePlace): string =>
  row.filePath === place.filePath && row.startLine === place.startLine
    ? row.message
    : messageAtCopy(row.message, otherPlaces(row.clone, place));

const toTracked = (row: CloneRow) => ({ ...row, signature: row.clone.signature, places: placesOf(row.clone) });

const toKnown = ({ issueId, firstSeenScanId, clone }: CloneRow) => ({
  issueId,
  firstSeenScanId,
  signature: clone.signature,
  copies: clone.places.length,
});

const isOther = (update: CloneUpdate, row: CloneRow): boolean =>
  (Object.keys(update) as (keyof CloneUpdate)[]).some((name) => update[name] !== row[name]);
