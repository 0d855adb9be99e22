import { ApiProperty } from '@nestjs/swagger';
import type { GateStatus } from '../../../../domain/gate/decide-status.js';
import type { RightsDto } from '../../../../platform/tenancy/rights.dto.js';
import type { ForgeLinksDto, RepoDto } from '../../../people/organization/repo.reader.js';
import { FindingDto } from '../../../verdict/findings/listing/new-findings.reader.js';
import type { GateStatusDto } from '../../../verdict/quality-gate/status.reader.js';
import { HeldPartDto } from '../../../verdict/ratings/ratings.reader.js';
import type { PullRequestStatus } from '../pull-request-state.js';
import type { ScanChangesDto } from './page-parts.dto.js';
import { PullRequestDto } from './pull-request.dto.js';
import type { WaiverInForceDto } from './repository-page.dto.js';

/** A scan of a pull request. */
export class PullRequestPushDto {
  scan_id!: number;
  commit_sha!: string | null;
  @ApiProperty({ type: 'string', format: 'date-time' })
  started_at!: string;
  completed_at!: string | null;
  status!: PullRequestStatus;
  /** New findings as the gate counts them; null until completion. */
  new!: number | null;
  /** Problems on the base that are gone; null until completion. */
  fixed!: number | null;
  /** The scan that it was compared with; null until completion, or if there was none. */
  base_scan_id!: number | null;
  /**
   * Problems that are not in the previous completed scan; null for the first scan, or if the scans were not compared.
   */
  appeared!: number | null;
  /**
   * Problems of the previous completed scan that are gone; null for the first scan, or if the scans were not compared.
   */
  disappeared!: number | null;
}

/** Added lines of one file that never ran. */
export class NeverReachedDto {
  file_path!: string;
  /** Line ranges `[from, to]`, both inclusive. */
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
  })
  ranges!: number[][];
}

/** New findings that `new_in_pr` counts, under the marks of now. */
export class NewFindingsDto {
  /** The last completed scan, which contains them. */
  scan_id!: number;
  /** Total number. */
  total!: number;
  /** In the order of a diff: by path, then by line; at most 100. */
  findings!: FindingDto[];
}

/** A pull request of a stack. */
export class StackedPullRequestDto {
  pr_number!: number;
  title!: string | null;
  /** Gate status of its last scan; null while the scan is pending. */
  gate_status!: GateStatus | null;
  /** New findings of its last scan as the gate counts them; null until completion. */
  new!: number | null;
}

/** All that the page of a pull request shows. */
export class PullRequestPageDto extends PullRequestDto {
  repo!: RepoDto;
  /** Status of the last scan. */
  verdict!: GateStatusDto;
  /** Changes of the last scan since the previous completed one; null if there is none, or until completion. */
  changes!: ScanChangesDto | null;
  /** Causes of a rating that violates `rating_min`, tolerated or not: those of the parts with the worst rating. Empty for any other rating. */
  rating_held_by!: HeldPartDto[];
  /** Null until a scan is complete, or if its findings are no longer stored. */
  new_findings!: NewFindingsDto | null;
  /** Newest first; at most 100. */
  scans!: PullRequestPushDto[];
  /**
   * Added lines that no test runs, by path, in the last completed scan; null if these lines or coverage are unknown.
   */
  uncovered_added!: NeverReachedDto[] | null;
  /** Waivers in force that apply to the pull request, those that end soonest first; at most 100. */
  waivers!: WaiverInForceDto[];
  /** Addresses at the forge; null if the repository's forge is unknown. */
  links!: ForgeLinksDto | null;
  /**
   * The stack of open pull requests that contains this one, starting at the final target; each one targets the branch
   * of another. Empty if nothing is below or above it. At most 50.
   */
  stack!: StackedPullRequestDto[];
  /** False until the organization chooses a policy. */
  policy_chosen!: boolean;
  /** Rights of the caller on the repository. */
  can!: RightsDto;
}
