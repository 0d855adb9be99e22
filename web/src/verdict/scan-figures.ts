import { type components } from '../api/schema.gen';
import { ruleAnswersOf, type RulesOfVerdict } from '../gate/rule-answers';
import { type Direction } from '../gate/verdict-of';
import { type Answer, type RuleName } from '../gate/words';
import { type RatingLetter } from '../ui/rating';
import { type SeverityName } from '../ui/severity';

type Schemas = components['schemas'];

export interface FromTo<T> {
  readonly from: T | null;
  readonly to: T | null;
}

/** A percentage in two scans, with the points between its exact values. */
export interface PercentFromTo extends FromTo<number> {
  readonly delta_pts: number | null;
}

export type SeverityFigures = Readonly<Record<SeverityName | 'total', number>> & {
  readonly by_type: Readonly<Record<string, number>>;
  /** Findings that rules count: without info and coverage gaps. */
  readonly judged: Readonly<Record<Exclude<SeverityName, 'info'> | 'total', number>>;
  /** Critical and high ones of the types that the reliability rating reads. */
  readonly reliability: number;
};

/** Findings of a scan by severity: all, and those of new code. */
export interface Counters {
  readonly all: SeverityFigures;
  readonly new: SeverityFigures;
}

export interface CoverageFigures {
  readonly file_count: number;
  readonly lines_total: number;
  readonly lines_covered: number;
  readonly coverage_pct: number | null;
  readonly changed: { readonly total: number; readonly covered: number } | null;
}

/** Differences between a scan and the one before it. */
export interface SinceChanges {
  readonly previous_scan_id: number;
  readonly new_findings: number | null;
  readonly fixed: number | null;
  /** Findings of the previous scan that the marks of this verdict leave out. */
  readonly marked: number;
  readonly coverage_pct: PercentFromTo | null;
  readonly duplication_pct: PercentFromTo | null;
  readonly quality_rating: FromTo<RatingLetter> | null;
  readonly rules: readonly { readonly rule: RuleName; readonly from: Answer; readonly to: Answer }[];
  readonly policy_changed: boolean;
}

/** Numbers of a completed scan that ratings and tiles are made of. */
export interface ScanFigures {
  readonly ratings: Schemas['Ratings'] | null;
  readonly tech_debt: Schemas['TechDebt'] | null;
  readonly coverage: CoverageFigures | null;
  readonly counters: Counters | null;
  /** Percent of all lines; null where nothing measured it. */
  readonly duplicationPct: number | null;
  /** Rating of the new findings alone; null where no rule compared it. */
  readonly changeRating: RatingLetter | null;
}

/** Rating of the new findings alone, where the gate compared it. */
export function changeRatingOf(verdict: RulesOfVerdict): RatingLetter | null {
  const rated = ruleAnswersOf(verdict).find(({ rule }) => rule === 'change_rating_min')?.actual;
  return typeof rated === 'string' ? rated : null;
}

/** Duplication that the gate compared, else that of the comparison with the previous scan; null where nothing measured it. */
export function duplicationOf(verdict: RulesOfVerdict, changes: SinceChanges | null): number | null {
  const judged = ruleAnswersOf(verdict).find(({ rule }) => rule === 'duplication_pct_max')?.actual;
  return typeof judged === 'number' ? judged : (changes?.duplication_pct?.to ?? null);
}

export type ScanOfPage = Schemas['Scan'] & { readonly direction?: Direction };
