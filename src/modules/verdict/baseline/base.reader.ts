import { Injectable } from '@nestjs/common';
import type { BaseChoice } from '../../../domain/base/choose-base.js';
import type { ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { BaseChoiceReader } from '../scan/base-choice.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** Scan that another one is compared with. */
export interface Base {
  readonly scan: Scan;
  /** Its commit is the merge base. */
  readonly isExact: boolean;
  /** Commits between it and the merge base; null where it is not on the line. */
  readonly commitsBehind: number | null;
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
    const base = choice && (await this.scans.findScan(scan.orgId, choice.id));
    return base && { scan: base, isExact: choice.isExact, commitsBehind: choice.commitsBehind };
  }

  /**
   * The choice of the base alone, without the scan that was chosen: what completion has stored, for a pending scan what it
   * would choose now. Null: there is no base.
   */
  async findChoice(scan: Scan): Promise<BaseChoice<ScanId> | null> {
    return scan.isBaseChosen || scan.state !== 'pending' ? scan.base : this.choose(scan);
  }

  /** See `BaseChoiceReader.choose`. */
  choose(scan: Scan): Promise<BaseChoice<ScanId> | null> {
    return this.chooser.choose(scan);
  }

  /** See `BaseChoiceReader.findNewest`. */
  findNewest(scan: Scan): Promise<ScanId | null> {
    return this.chooser.findNewest(scan);
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
