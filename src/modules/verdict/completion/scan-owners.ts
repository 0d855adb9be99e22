import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { type OwnedScan, OwnersReader } from '../scan/owners.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** Matches the owners of files of scans that are completed, inside the open tenant transaction. */
@Injectable()
export class ScanOwners {
  constructor(
    private readonly owners: OwnersReader,
    private readonly problems: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly scanReader: ScanReader,
  ) {}

  /** The owners that the repository states; null for none. */
  load({ orgId, id }: Scan): Promise<OwnedScan | null> {
    return this.owners.load(orgId, id);
  }

  /**
   * Before anything is written, as the transaction may be left for it: no read of the scan matches patterns. Answers the owners of the
   * files that a pull request touches.
   */
  async matchOwners(scan: Scan, owned: OwnedScan): Promise<string[]> {
    const [found, covered, changed] = await together([
      this.problems.listPaths(scan),
      this.coverage.listFileCounts(scan),
      scan.prNumber !== null && scan.hasChanges ? this.scanReader.listChangedPaths(scan.orgId, scan.id) : [],
    ]);
    const paths = [...found, ...covered.map(({ filePath }) => filePath), ...changed];
    await this.owners.prepare(owned, paths, String(paths.length));
    return changed.length === 0 ? [] : this.owners.listAll(owned, changed);
  }
}
