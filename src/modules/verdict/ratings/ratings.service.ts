import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import type { EvaluatedRatings } from '../../../domain/ratings/evaluated-ratings.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { EvaluationReader } from '../quality-gate/evaluation.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { type Holders, RatingHoldersReader } from './rating-holders.reader.js';

/** A scan with the ratings and debt of its last evaluation; null while there is none. */
export interface RatedScan {
  readonly scan: Scan;
  readonly ratings: EvaluatedRatings | null;
}

/** A scan with what holds each of its ratings down; null where nothing was rated. */
export interface ExplainedScan extends RatedScan {
  readonly holders: Holders | null;
}

@Injectable()
export class RatingsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly evaluations: EvaluationReader,
    private readonly holders: RatingHoldersReader,
  ) {}

  /** The scan with what holds its ratings down. */
  async explainRatings(caller: Caller, scanId: ScanId): Promise<ExplainedScan> {
    const rated = await this.getRatings(caller, scanId);
    const { scan, ratings } = rated;
    return { ...rated, holders: ratings && (await this.holders.findHolders(scan, ratings)) };
  }

  getRatings(caller: Caller, scanId: ScanId): Promise<RatedScan> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.getScan(caller.orgId, scanId);
      const evaluation = await this.evaluations.findLast(caller.orgId, scan);
      return { scan, ratings: evaluation?.ratings ?? null };
    });
  }
}
