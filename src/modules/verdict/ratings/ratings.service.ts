import { Injectable } from '@nestjs/common';
import { displayPct } from '../../../domain/exact/rounding.js';
import type { ScanId } from '../../../domain/ids.js';
import type { EvaluatedRatings } from '../../../domain/ratings/evaluated-ratings.js';
import {
  describeHolder,
  type HoldingMeasures,
  isHeldDown,
  RATED_PARTS,
  type RatedPart,
  typesOfPart,
} from '../../../domain/ratings/held-down.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type FindingDto, NewFindingsReader } from '../findings/listing/new-findings.reader.js';
import { EvaluationReader } from '../quality-gate/evaluation.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** A scan with the ratings and debt of its last evaluation; null while there is none. */
export interface RatedScan {
  readonly scan: Scan;
  readonly ratings: EvaluatedRatings | null;
}

/** Reason of a letter; the finding where it is one. */
export interface Holder {
  readonly text: string;
  readonly finding: FindingDto | null;
}

/** A scan with what holds each of its ratings down; null where nothing was rated. */
export interface ExplainedScan extends RatedScan {
  readonly holders: Readonly<Record<RatedPart, Holder | null>> | null;
}

const measuresOf = ({ coverage: { linesCovered, linesTotal }, metrics }: Scan): HoldingMeasures => ({
  coveragePct: displayPct(linesCovered, linesTotal),
  duplicationPct: metrics.duplicationPct,
});

@Injectable()
export class RatingsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly evaluations: EvaluationReader,
    private readonly findings: NewFindingsReader,
  ) {}

  /** The scan with what holds its ratings down: nothing where its findings are not stored any longer. */
  async explainRatings(caller: Caller, scanId: ScanId): Promise<ExplainedScan> {
    const rated = await this.getRatings(caller, scanId);
    const { scan, ratings } = rated;
    if (ratings === null) return { ...rated, holders: null };
    const holders = await Promise.all(
      RATED_PARTS.map(async (part): Promise<readonly [RatedPart, Holder | null]> => {
        const types = typesOfPart(part);
        const areRead = types !== null && isHeldDown(ratings[part]) && scan.detailsExpiredAt === null;
        const finding = areRead ? await this.findings.findWorst(scan, types) : null;
        const worst = finding && { type: finding.type, message: finding.message, filePath: finding.file_path };
        const text = describeHolder(part, ratings, worst, measuresOf(scan));
        return [part, text === null ? null : { text, finding }];
      }),
    );
    return { ...rated, holders: Object.fromEntries(holders) as Record<RatedPart, Holder | null> };
  }

  getRatings(caller: Caller, scanId: ScanId): Promise<RatedScan> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.getScan(caller.orgId, scanId);
      const evaluation = await this.evaluations.findLast(caller.orgId, scan);
      return { scan, ratings: evaluation?.ratings ?? null };
    });
  }
}
