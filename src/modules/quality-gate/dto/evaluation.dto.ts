import { type PolicyDto } from './gate-config.dto.js';
import { JudgementDto, VerdictDto } from './verdict.dto.js';
import type { EvaluationTrigger } from '../evaluation.js';

/** A judgement that was not stored. */
export class PreviewDto extends JudgementDto {
  /** What the rules were held against: defaults, organization (or the draft), and the repository's own file. */
  policy!: PolicyDto;
  /** The draft of the request stood in for the organization's configuration. */
  draft!: boolean;
}

/** A judgement that was made anew and stored. */
export class RecomputedDto extends VerdictDto {
  /** False: nothing it was judged on has changed yet. */
  stale!: boolean;
  policy!: PolicyDto;
}

/** One stored evaluation. */
export class EvaluationDto extends VerdictDto {
  policy!: PolicyDto;
  /** What made it. */
  trigger!: EvaluationTrigger;
  /** Who made it: `user:12`, `api_key:7`. */
  evaluated_by!: string;
}

/** A scan's evaluations, newest first. */
export class EvaluationsDto {
  scan_id!: number;
  evaluations!: EvaluationDto[];
  next_cursor!: string | null;
}
