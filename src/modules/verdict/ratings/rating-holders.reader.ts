import { Injectable } from '@nestjs/common';
import { displayPct } from '../../../domain/exact/rounding.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
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
import { type FindingDto, NewFindingsReader } from '../findings/listing/new-findings.reader.js';
import { EvaluationReader } from '../quality-gate/evaluation.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** Reason of a letter; the finding where it is one. */
export interface Holder {
  readonly text: string;
  readonly finding: FindingDto | null;
}

export type Holders = Readonly<Record<RatedPart, Holder | null>>;

/** A part of a rating with the reason of its letter. */
export interface HeldPart extends Holder {
  readonly part: RatedPart;
}

const measuresOf = ({ coverage: { linesCovered, linesTotal }, metrics }: Scan): HoldingMeasures => ({
  coveragePct: displayPct(linesCovered, linesTotal),
  duplicationPct: metrics.duplicationPct,
});

/** Reasons of the ratings of scans, outside of any transaction. */
@Injectable()
export class RatingHoldersReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly evaluations: EvaluationReader,
    private readonly findings: NewFindingsReader,
  ) {}

  /** Reasons of the letters of an evaluation of the scan; those of findings are null where these are not stored any longer. */
  async findHolders(scan: Scan, ratings: EvaluatedRatings): Promise<Holders> {
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
    return Object.fromEntries(holders) as Record<RatedPart, Holder | null>;
  }

  /** Reasons of the parts whose letter is that of the last evaluation as a whole; none where that is A, or unknown. */
  async listReasons(orgId: OrgId, scanId: ScanId): Promise<HeldPart[]> {
    const { scan, evaluation } = await this.tenant.run(orgId, async () => {
      const found = await this.scans.getScan(orgId, scanId);
      return { scan: found, evaluation: await this.evaluations.findLast(orgId, found) };
    });
    const ratings = evaluation?.ratings ?? null;
    if (ratings === null || !isHeldDown(ratings.quality)) return [];
    const holders = await this.findHolders(scan, ratings);
    return RATED_PARTS.filter((part) => ratings[part] === ratings.quality).flatMap((part) => {
      const holder = holders[part];
      return holder === null ? [] : [{ part, ...holder }];
    });
  }
}
