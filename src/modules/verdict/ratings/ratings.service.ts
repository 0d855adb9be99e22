import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import type { EvaluatedRatings } from '../../../domain/ratings/evaluated-ratings.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { EvaluationReader } from '../quality-gate/evaluation.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** A scan with the ratings and debt of its last evaluation; null while there is none. */
export interface RatedScan {
  readonly scan: Scan;
  readonly ratings: EvaluatedRatings | null;
}

@Injectable()
export class RatingsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly evaluations: EvaluationReader,
  ) {}

  getRatings(caller: Caller, scanId: ScanId): Promise<RatedScan> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.getScan(caller.orgId, scanId);
      const evaluation = await this.evaluations.findLast(caller.orgId, scan);
      return { scan, ratings: evaluation?.ratings ?? null };
    });
  }
}
