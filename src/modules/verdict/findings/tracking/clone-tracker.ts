import { Injectable } from '@nestjs/common';
import type { ClonePlace } from '../../../../domain/findings/clones/clone.js';
import {
  countNewDuplication,
  type NewDuplication,
  writtenLinesOf,
} from '../../../../domain/findings/clones/judge-clone.js';
import {
  CLONE_FORMATS,
  countedPlaces,
  placeCopies,
  type PlacedCopies,
  retrackClones,
} from '../../../../domain/scanned/clone-rows.js';
import { isKnowing } from '../../../../domain/scanned/compared-runs.js';
import { together } from '../../../../platform/database/together.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import type { FindingReport } from '../finding-report.js';
import { IssueMarkRepository } from '../issues/issue-mark.repository.js';
import { StoredClones } from './stored-clones.js';

export const reportsClones = (report: Pick<FindingReport, 'format' | 'state'>): boolean =>
  CLONE_FORMATS.includes(report.format) && isKnowing(report);

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
    for (const tool of tools) {
      const known = before.filter((row) => row.tool === tool);
      const rows = now.filter((row) => row.tool === tool);
      const retracked = retrackClones(rows, known, changes, scan.isBaselineScan);
      await this.clones.update(scan, tool, rows, retracked.updates);
      if (known.length > 0) fixed.set(tool, retracked.fixed);
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
    return placeCopies(await this.listPlaces(scan), changes);
  }

  private async listPlaces(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<ClonePlace[]> {
    const marked = await this.marks.idsOf(scan.orgId, scan.repoId);
    return countedPlaces(await this.clones.listClones(scan), marked);
  }
}
