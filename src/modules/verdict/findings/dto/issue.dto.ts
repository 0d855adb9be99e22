import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { FindingType, Severity } from '../../../../domain/findings/finding.js';
import { isMarkInForce } from '../../../../domain/findings/marked-line.js';
import type { TracePlace } from '../../../../domain/findings/trace.js';
import type { ScanId } from '../../../../domain/ids.js';
import { QueryId } from '../../../../platform/validation/query-fields.js';
import type { IssueDetails } from '../issues/issue-details.js';
import { MAX_LISTED_SIGHTINGS } from '../issues/issue-sightings.read-model.js';
import { type NearestProblemDto, type RelatedPlaceDto, toFindingDto } from './finding.dto.js';
import { type RuleDto, toRuleDto } from './rule.dto.js';

/** The scan whose finding is described. */
export class IssueQueryDto {
  /** Default: the newest scan with this problem. */
  @IsOptional()
  @QueryId()
  scan_id?: ScanId;
}

/** A scan that found a problem. */
export class SightingDto {
  scan_id!: number;
  commit_sha!: string | null;
  branch!: string | null;
  pr_number!: number | null;
  /** Start of the scan; null if the scan was deleted. */
  at!: string | null;
}

/** A mark as a false positive. */
export class MarkDto {
  reason!: string;
  /** @example "user:15" */
  marked_by!: string;
  /** Null if the person or key no longer exists. @example "Ada Lovelace" */
  marked_by_name!: string | null;
  marked_at!: string;
}

/** An acceptance that is in force. */
export class AcceptanceDto {
  reason!: string;
  /** @example "user:15" */
  accepted_by!: string;
  /** Null if the person or key no longer exists. @example "Ada Lovelace" */
  accepted_by_name!: string | null;
  accepted_at!: string;
  /** Time from which the problem counts again; null: never. */
  until!: string | null;
}

/** The reason why a finding counts as new, or as inherited. */
export class WhyDto {
  is_new!: boolean;
  /** Evidence for an inherited problem; null for a new one. */
  matched_by!: string | null;
  /** Reason why it counts as new; null otherwise. @example "added_line" */
  new_because!: string | null;
  /** The scan with which it was compared. */
  baseline_scan_id!: number | null;
  /**
   * Problems of the same rule that are on the base but not in this scan; null for an inherited problem, or without a
   * base.
   */
  candidates_considered!: number | null;
  nearest!: NearestProblemDto | null;
}

/** A place that explains a finding. */
export class PlaceDto {
  /** Null if the tool names none, or one outside the repository. */
  path!: string | null;
  line!: number | null;
  message!: string | null;
}

/** A problem over all scans that found it, as far as their findings are stored. */
@ApiExtraModels(PlaceDto)
export class IssueDto {
  issue_id!: number;
  repo_id!: number;
  /** The scan that rule, location, message and `why` come from. */
  scan_id!: number;
  tool!: string;
  rule_id!: string;
  rule!: RuleDto;
  type!: FindingType;
  severity!: Severity;
  message!: string;
  file_path!: string | null;
  line!: number | null;
  column!: number | null;
  /** Related locations named by its tool, and the other copies of duplicated text. */
  related!: PlaceDto[];
  /**
   * Execution paths that lead to it, step by step: at most 5 paths of 30 steps. A longer path keeps its first 29 steps
   * and the last.
   */
  @ApiProperty({ type: 'array', items: { type: 'array', items: { $ref: getSchemaPath(PlaceDto) } } })
  code_flows!: PlaceDto[][];
  first_seen!: SightingDto;
  last_seen!: SightingDto;
  scans_total!: number;
  /** The newest 50, newest first. */
  scans!: SightingDto[];
  mark!: MarkDto | null;
  /**
   * True if the line was edited since it was marked. For the types security and bug, the mark does not count until it
   * is confirmed by marking it again.
   */
  mark_line_edited!: boolean;
  /** Null if the problem counts, or is only marked as a false positive. */
  acceptance!: AcceptanceDto | null;
  /**
   * A marked problem stays `false_positive`; an accepted one can become `fixed`. `fixed`: the newest scan of the
   * default branch, or of the only other branch that had it, no longer has it.
   */
  state!: 'open' | 'fixed' | 'false_positive' | 'accepted';
  why!: WhyDto;
}

export function toIssueDto(details: IssueDetails): IssueDto {
  const { scan, finding, sightings, firstSeen, mark, acceptance, names, candidates, help, trace } = details;
  const marks = mark === null ? {} : { false_positive: mark };
  const { issue_id, tool, rule_id, type, severity, message, file_path, line, column, ...shown } = toFindingDto(
    finding,
    marks,
  );
  return {
    ...{ issue_id, repo_id: scan.repoId, scan_id: scan.id },
    ...{ tool, rule_id, rule: toRuleDto(help, finding.cwe), type, severity, message, file_path, line, column },
    related: [...copies(shown.related), ...trace.related.map(toPlaceDto)],
    code_flows: trace.flows.map((flow) => flow.map(toPlaceDto)),
    first_seen: toSightingDto(firstSeen),
    last_seen: toSightingDto(sightings.scans[0]!),
    scans_total: sightings.total,
    scans: sightings.scans.slice(0, MAX_LISTED_SIGHTINGS).map(toSightingDto),
    mark: mark && {
      reason: mark.reason,
      marked_by: mark.markedBy,
      marked_by_name: names.get(mark.markedBy) ?? null,
      marked_at: mark.markedAt.toISOString(),
    },
    mark_line_edited: shown.mark_line_edited,
    acceptance: acceptance && {
      reason: acceptance.reason,
      accepted_by: acceptance.markedBy,
      accepted_by_name: names.get(acceptance.markedBy) ?? null,
      accepted_at: acceptance.markedAt.toISOString(),
      until: acceptance.endsAt?.toISOString() ?? null,
    },
    state: stateOf(details),
    why: {
      is_new: shown.is_new_in_pr,
      matched_by: shown.matched_by,
      new_because: shown.new_because,
      baseline_scan_id: scan.base?.id ?? null,
      candidates_considered: candidates,
      nearest: shown.nearest,
    },
  };
}

const copies = (places: readonly RelatedPlaceDto[]): PlaceDto[] =>
  places.map(({ file_path, line }) => ({ path: file_path, line, message: null }));

const toPlaceDto = ({ filePath, line, message }: TracePlace): PlaceDto => ({ path: filePath, line, message });

function stateOf({ mark, acceptance, sightings, finding }: IssueDetails): IssueDto['state'] {
  if (mark !== null && isMarkInForce(mark, finding.type, finding.markLine)) return 'false_positive';
  if (!sightings.isOpen) return 'fixed';
  return acceptance === null ? 'open' : 'accepted';
}

const toSightingDto = ({ scanId, commitSha, branch, prNumber, at }: IssueDetails['firstSeen']): SightingDto => ({
  scan_id: scanId,
  commit_sha: commitSha ?? null,
  branch: branch ?? null,
  pr_number: prNumber ?? null,
  at: at?.toISOString() ?? null,
});
