import { type ProblemType } from '../findings/finding.js';
import { type RatedBy } from './rated-by.js';
import { type ScanRatings } from './ratings.js';
import { type TechnicalDebt } from './tech-debt.js';

/** The ratings of an evaluation and the debt that goes with them, from the same counters. */
export interface EvaluatedRatings extends ScanRatings {
  /** Null when nothing was measured: neither a findings report nor coverage came. */
  readonly debt: TechnicalDebt | null;
  /** Absent in evaluations that an earlier version stored. */
  readonly ratedBy?: RatedBy;
  readonly findingsByType: Readonly<Record<ProblemType, number>> | null;
}
