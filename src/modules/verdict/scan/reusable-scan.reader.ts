import { Injectable } from '@nestjs/common';
import { isSameCommit } from '../../../domain/base/choose-base.js';
import { targetBranch } from '../../../domain/base/target-branch.js';
import type { ScanId } from '../../../domain/ids.js';
import { OWN_TRUST } from '../../../platform/tenancy/scan-trust.js';
import { Clock } from '../../../platform/time/clock.js';
import type { Scan } from './scan.js';
import { ScanRepository, type TreeScan } from './scan.repository.js';

/** Age up to which the reports of a scan stand in for those of another one. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** Scans of equal trees, whose reports say the same, inside the open tenant transaction. */
@Injectable()
export class ReusableScanReader {
  constructor(
    private readonly scans: ScanRepository,
    private readonly clock: Clock,
  ) {}

  /** The newest scan whose reports may stand in for those of `scan`; null: there is none. */
  async find(scan: Scan): Promise<ScanId | null> {
    return (await this.list(scan))[0]?.id ?? null;
  }

  /** True where the reports of the scan `id` may stand in for those of `scan`. */
  async isReusable(scan: Scan, id: ScanId): Promise<boolean> {
    return (await this.list(scan)).some((other) => other.id === id);
  }

  /** A fork's pipeline is not believed which tree it has, and an agent's reports stand in for those of no pipeline. */
  private async list(scan: Scan): Promise<readonly Scan[]> {
    if (scan.isUntrusted) return [];
    const since = new Date(this.clock.now().getTime() - MAX_AGE_MS);
    const found = await this.scans.listOfTree(scan, since);
    return found.filter((other) => isEqual(scan, other)).map((other) => other.scan);
  }
}

const isEqual = (scan: Scan, { scan: other, mayBeBase }: TreeScan): boolean =>
  other.trust >= Math.max(scan.trust, OWN_TRUST) &&
  other.detailsExpiredAt === null &&
  isSameCommit(other.baseSha, scan.baseSha) &&
  targetBranch(other) === targetBranch(scan) &&
  (mayBeBase || !scan.isBaselineScan);
