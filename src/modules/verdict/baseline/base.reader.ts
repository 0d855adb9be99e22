import { Injectable } from '@nestjs/common';
import type { BaseChoice } from '../../../domain/base/choose-base.js';
import type { PassedChange } from '../../../domain/base/stack.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { BaseChoiceReader } from '../scan/base-choice.reader.js';
import { type Scan, type ScanBase, ScanReader } from '../scan/scan.reader.js';

/** Scan that another one is compared with. */
export interface Base {
  readonly scan: Scan;
  /** True if its commit is the merge base. */
  readonly isExact: boolean;
  /** Number of commits between it and the merge base; null if it is not on the same line of history. */
  readonly commitsBehind: number | null;
  /** Open pull requests between the scan and its final target, the nearest first. */
  readonly via: readonly PassedChange<ScanId>[];
  /** Base on the final target, by which rules on the whole code are tolerated; null where it has none. */
  readonly target: Scan | null;
}

/** The scans that others are compared with, inside the open tenant transaction. */
@Injectable()
export class BaseReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly chooser: BaseChoiceReader,
  ) {}

  /** The base of a scan: what completion has chosen, for a pending scan what it would choose now. Null: there is none. */
  async findBase(scan: Scan): Promise<Base | null> {
    const choice = await this.findChoice(scan);
    return choice && this.open(scan.orgId, choice);
  }

  /** The scans of a choice; null where the base is gone. */
  async open(orgId: OrgId, { id, targetId, ...place }: ScanBase): Promise<Base | null> {
    const [base, target] = await together([
      this.scans.findScan(orgId, id),
      targetId === id || targetId === null ? null : this.scans.findScan(orgId, targetId),
    ]);
    return base && { ...place, scan: base, target: targetId === id ? base : target };
  }

  /**
   * The choice of the base alone, without the scan that was chosen: what completion has stored, for a pending scan what it
   * would choose now. Null: there is no base.
   */
  async findChoice(scan: Scan): Promise<ScanBase | null> {
    return scan.isBaseChosen || scan.state !== 'pending' ? scan.base : this.chooser.choose(scan);
  }

  /**
   * Paths that differ between the commit of the base and the merge base; null where CI did not name them, or named them for
   * another commit than the base's by now.
   */
  async findChangedSince(scan: Scan, { id, isExact }: BaseChoice<ScanId>): Promise<readonly string[] | null> {
    if (isExact) return [];
    const [base, changed] = await together([
      this.scans.findScan(scan.orgId, id),
      this.scans.findChangedSinceBase(scan.orgId, scan.id),
    ]);
    return changed !== null && base?.commitSha === changed.commitSha ? changed.paths : null;
  }
}
