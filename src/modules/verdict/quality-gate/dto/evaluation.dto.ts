import type { Evaluation, EvaluationTrigger } from '../evaluation.js';
import { type PolicyDto } from './gate-config.dto.js';
import { JudgementDto, type StaleReason, VerdictDto } from './verdict.dto.js';

/** A judgement that was not stored. */
export class PreviewDto extends JudgementDto {
  /** Thresholds of the rules: defaults, organization (or the draft), and the repository's own file combined. */
  policy!: PolicyDto;
  /** True if the draft in the request replaced the organization's configuration. */
  draft!: boolean;
}

/** A judgement that was repeated and stored. */
export class RecomputedDto extends VerdictDto {
  /** False if nothing that it was judged on has changed. */
  stale!: boolean;
  /** Null if the verdict is not stale. */
  stale_reason!: StaleReason | null;
  policy!: PolicyDto;
}

/** One stored evaluation. */
export class EvaluationDto extends VerdictDto {
  policy!: PolicyDto;
  /** Cause of the evaluation. */
  trigger!: EvaluationTrigger;
  /**
   * The user, key, pipeline or process that started it: `user:12`, `api_key:7`, `trusted_publisher:4`; `service` if a
   * forge requested it.
   */
  evaluated_by!: string;
  /**
   * Name of that user, key or pipeline; null if it no longer exists, or for the service itself.
   * @example "Grace
   * Hopper"
   */
  evaluated_by_name!: string | null;
}

/** A scan's evaluations, newest first. */
export class EvaluationsDto {
  scan_id!: number;
  evaluations!: EvaluationDto[];
  next_cursor!: string | null;
}

/** @param names of those who started evaluations, as `ActorReader` answers them */
export const toEvaluationDto = (
  { verdict, policy, trigger, evaluatedBy }: Evaluation,
  names: ReadonlyMap<string, string>,
): EvaluationDto => ({
  ...verdict,
  policy,
  trigger,
  evaluated_by: evaluatedBy,
  evaluated_by_name: names.get(evaluatedBy) ?? null,
});
