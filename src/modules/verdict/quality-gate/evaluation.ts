import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import type { SimulationFacts } from '../../../domain/gate/simulation-facts.js';
import type { EvaluatedRatings } from '../../../domain/ratings/evaluated-ratings.js';
import type { ReevaluationTrigger } from '../scan/reevaluation.writer.js';
import type { VerdictDto } from './dto/verdict.dto.js';

/** Causes of an evaluation. */
export type EvaluationTrigger =
  | 'completed'
  | 'coverage_uploaded'
  | 'tests_uploaded'
  | 'recomputed'
  | 'rerequested'
  | ReevaluationTrigger
  | 'scan_failed';

/** One stored evaluation of a scan. */
export interface Evaluation {
  readonly number: number;
  readonly trigger: EvaluationTrigger;
  readonly status: GateStatus;
  readonly policyRevision: number;
  /** Values that the rules were compared with: defaults, organization and the repository's file combined. */
  readonly policy: GatePolicy;
  readonly verdict: VerdictDto;
  readonly ratings: EvaluatedRatings;
  /** Facts that the rules were measured on, for simulations; null where nothing was judged, or where they are unknown. */
  readonly facts: SimulationFacts | null;
  readonly evaluatedAt: Date;
  readonly evaluatedBy: string;
}
