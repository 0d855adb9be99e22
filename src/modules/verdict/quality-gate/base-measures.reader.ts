import { Injectable } from '@nestjs/common';
import type { WholeCode } from '../../../domain/gate/scan-facts.js';
import { ratedFindingsOf } from '../../../domain/gate/whole-code.js';
import type { OrgId } from '../../../domain/ids.js';
import { duplicationOf } from '../../../domain/scanned/duplication.js';
import type { Scan } from '../scan/scan.reader.js';
import { EvaluationRepository } from './evaluation.repository.js';

/** The base of a change whose final target has no scan. */
const UNMEASURED: WholeCode = {
  duplicationPct: null,
  duplicatedLines: null,
  rating: null,
  allLines: null,
  ratedFindings: null,
};

/** Reads the measures of bases, inside the open tenant transaction. */
@Injectable()
export class BaseMeasuresReader {
  constructor(private readonly evaluations: EvaluationRepository) {}

  /**
   * Measures of a base on the final target; none where there is no base. A base is completed: its measures are stored, its rating with
   * its last evaluation.
   */
  async measuresOf(orgId: OrgId, base: Scan | null): Promise<WholeCode> {
    if (base === null) return UNMEASURED;
    const evaluation = await this.evaluations.findEvaluation(orgId, base.id, base.evaluation);
    const { fileCount, linesTotal, linesCovered } = base.coverage;
    return {
      ...duplicationOf(base.metrics),
      rating: evaluation?.ratings.quality ?? null,
      allLines: fileCount === 0 ? null : { linesTotal, linesCovered },
      ratedFindings: base.hasFindingsReport && base.counters ? ratedFindingsOf(base.counters.all) : null,
    };
  }
}
