import type { GateStatus } from '../../domain/gate/decide-status.js';
import type { GatePolicy } from '../../domain/gate/policy.js';
import type { FindingType } from '../../domain/findings/finding.js';
import type { ScanRatings } from '../../domain/ratings/ratings.js';
import type { TechnicalDebt } from '../../domain/ratings/tech-debt.js';
import type { VerdictDto } from './dto/verdict.dto.js';

/** What made an evaluation. */
export type EvaluationTrigger = 'completed' | 'coverage_uploaded' | 'recomputed' | 'scan_failed';

/** The ratings and the debt that go with an evaluation, from the same counters. */
export interface EvaluatedRatings extends ScanRatings {
  /** Null when nothing was measured: neither a findings report nor coverage came. */
  readonly debt: TechnicalDebt | null;
  readonly findingsByType: Readonly<Record<FindingType, number>> | null;
}

/** One stored evaluation of a scan. */
export interface Evaluation {
  readonly number: number;
  readonly trigger: EvaluationTrigger;
  readonly status: GateStatus;
  readonly policyRevision: number;
  /** What the rules were held against: defaults, organization and the repository's file in one. */
  readonly policy: GatePolicy;
  readonly verdict: VerdictDto;
  readonly ratings: EvaluatedRatings;
  readonly evaluatedAt: Date;
  readonly evaluatedBy: string;
}
