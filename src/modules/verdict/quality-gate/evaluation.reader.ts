import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { Evaluation } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';

export type { Evaluation } from './evaluation.js';
export { EvaluationDto, toEvaluationDto } from './dto/evaluation.dto.js';
/** Stored verdicts in read models of others. */
export { completeVerdict, type StoredVerdict, type WholeVerdict } from './stored-verdict.js';

/** Stored evaluations as other features read them, inside the open tenant transaction. */
@Injectable()
export class EvaluationReader {
  constructor(private readonly evaluations: EvaluationRepository) {}

  /** The scan's last evaluation (`Scan.evaluation` is its number); null while there is none. */
  async findLast(orgId: OrgId, scan: { readonly id: ScanId; readonly evaluation: number }): Promise<Evaluation | null> {
    return scan.evaluation === 0 ? null : this.evaluations.findEvaluation(orgId, scan.id, scan.evaluation);
  }

  /** The newest evaluations of a scan, the last one first. */
  listNewest(orgId: OrgId, scanId: ScanId, limit: number): Promise<Evaluation[]> {
    return this.evaluations.listEvaluations(orgId, scanId, { limit, beforeNumber: null });
  }
}
