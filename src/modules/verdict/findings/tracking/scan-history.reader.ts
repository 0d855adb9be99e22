import { Injectable } from '@nestjs/common';
import { together } from '../../../../platform/database/together.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { LandedChangesReader } from './landed-changes.reader.js';

/** Reads what led to a scan, inside the open tenant transaction. */
@Injectable()
export class ScanHistoryReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly landed: LandedChangesReader,
  ) {}

  /** The lines that its change adds, the scans of changes that landed before it, and whether its files are known. */
  async read(scan: Scan) {
    const { orgId, id } = scan;
    const [history, list] = await together([
      this.scans.findHistory(orgId, id),
      this.scans.findFileListVersion(orgId, id),
    ]);
    const sources = await this.landed.findSources(scan, history);
    return { ...sources, changes: history.changes, arePathsResolved: list !== null };
  }
}
