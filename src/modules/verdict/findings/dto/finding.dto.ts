import { ApiProperty } from '@nestjs/swagger';
import { otherPlaces } from '../../../../domain/findings/clones/stored-clone.js';
import type { Directive, Family, Reach } from '../../../../domain/findings/directive.js';
import {
  type FindingsFormat,
  type FindingType,
  type Severity,
  TOOL_LEVELS,
  type ToolLevel,
} from '../../../../domain/findings/finding.js';
import type { ListedFinding } from '../../../../domain/findings/listing/listed-finding.js';
import { isMarkLineEdited } from '../../../../domain/findings/marked-line.js';
import { isAcceptedBy } from '../../../../domain/scanned/added-directives.js';
import type { Silenced } from '../../../../domain/suppressions/silenced.js';
import { type WarningDto } from '../../../../platform/openapi/warning.dto.js';
import type { TakenReport } from '../findings.service.js';
import { type MarksOfIssue } from '../issues/issue-mark.repository.js';
import { type FacetsDto } from './finding-facets.dto.js';
import { type ListedRuleDto } from './rule.dto.js';

/** Another copy of a duplicated text. */
export class RelatedPlaceDto {
  file_path!: string;
  line!: number;
  end_line!: number;
}

/** A problem that a new finding resembles. */
export class NearestProblemDto {
  issue_id!: number;
  file_path!: string | null;
  line!: number | null;
  /** Aspects in which the two differ: `path`, `scope`, `line`, `context`, `message`. */
  differs_in!: string[];
}

/** A finding before it got worse. */
export class FormerFindingDto {
  severity!: Severity;
  message!: string;
}

/** Place of a problem in the scan that another one is compared with. */
export class FormerPlaceDto {
  file_path!: string | null;
  line!: number | null;
}

/** Problems that a directive silences. */
export class SilencedDto {
  rules!: string[];
  worst_severity!: Severity;
  count!: number;
}

/** One problem, or one directive, as one scan reported it. */
export class FindingDto {
  /**
   * The problem's id, which stays the same across rescans, renames and the merge of its pull request.
   * @example 98765
   */
  issue_id!: number;
  rule_id!: string;
  tool!: string;
  type!: FindingType;
  severity!: Severity;
  /** Level assigned by the tool; null if its report states none. */
  @ApiProperty({ enum: TOOL_LEVELS, nullable: true })
  tool_level!: ToolLevel | null;
  file_path!: string | null;
  /** Owners of the file, from the CODEOWNERS sent with the scan. @example ["@acme/web"] */
  owners!: string[];
  line!: number | null;
  column!: number | null;
  end_line!: number | null;
  end_column!: number | null;
  message!: string;
  /** 16 hexadecimal digits computed from path, rule and code. */
  fingerprint!: string;
  /** Never true for a suppressed finding. */
  is_new_in_pr!: boolean;
  /** Evidence for an inherited problem; null for a new one. */
  matched_by!: string | null;
  /** Reason why it counts as new; null otherwise. @example "added_line" */
  new_because!: string | null;
  /** For a new finding: the most similar problem of the same rule that is gone; null if there is none. */
  nearest!: NearestProblemDto | null;
  /** For a finding that is new because it got worse: its state on the base. */
  was!: FormerFindingDto | null;
  /** In `moved` of a comparison: its location in the other scan. */
  moved_from?: FormerPlaceDto;
  first_seen_scan_id!: number;
  /** True if it was suppressed in the tool itself. It is listed but never counted. */
  is_suppressed!: boolean;
  /** The other copies of duplicated text; empty for all other findings. */
  related!: RelatedPlaceDto[];
  /** CWE numbers of the weaknesses that the tool names, ascending. @example [788] */
  cwe!: number[];
  user_marked_fp!: boolean;
  fp_reason!: string | null;
  fp_marked_at!: string | null;
  /** The user or API key that marked it. @example "user:15" */
  fp_marked_by!: string | null;
  /**
   * True if its line was edited since it was marked. For the types security and bug, the mark does not count until it
   * is confirmed by marking it again.
   */
  mark_line_edited!: boolean;
  /** True for a problem that an administrator currently accepts. It is listed but not counted. */
  is_accepted!: boolean;
  accepted_reason!: string | null;
  /** The user or API key that accepted it. @example "user:15" */
  accepted_by!: string | null;
  accepted_at!: string | null;
  /** Time from which it counts again; null: never. */
  accepted_until!: string | null;
  /** For a directive: what it silences. Problems have neither this nor the fields below. */
  family?: Family;
  /** Its name. @example "eslint-disable-next-line" */
  directive?: string;
  /** Rules that it names. Empty: it silences all rules. */
  rules?: string[];
  reach?: Reach;
  /** Reason given in the tool's syntax; null if none is given. */
  reason?: string | null;
  /** Problems that it silences according to reports; null if they name none. */
  hides?: SilencedDto | null;
}

/** A page of a scan's findings. */
export class FindingListDto {
  scan_id!: number;
  findings!: FindingDto[];
  next_cursor!: string | null;
  /** Number of findings that match the filter. */
  total!: number;
  /** With `include=facets`: counts by facets; each count ignores the filter's condition on that facet. */
  facets?: FacetsDto;
  /** With `include=help`: the stored descriptions of these findings' rules, as given by the tools, each once. */
  rules?: ListedRuleDto[];
}

/** A result that could not be read. */
export class RejectedResultDto {
  /** Position in the report, from 0. */
  index!: number;
  reason!: string;
}

/** Findings by severity. */
export class SeverityCountsDto {
  critical!: number;
  high!: number;
  medium!: number;
  low!: number;
  info!: number;
}

/** Summary of an accepted findings report. */
export class FindingsTakenDto {
  scan_id!: number;
  /** The report's tool; the first one if the report has several. */
  tool!: string | null;
  tools!: string[];
  format!: FindingsFormat;
  records_persisted!: number;
  by_severity!: SeverityCountsDto;
  rejected!: RejectedResultDto[];
  warnings!: WarningDto[];
}

/**
 * @param marks of the finding's problem
 * @param silenced what a directive silences
 */
export function toFindingDto(
  finding: ListedFinding,
  { false_positive: mark, accepted: acceptance }: MarksOfIssue = {},
  silenced: Silenced | null = null,
): FindingDto {
  const accepted = acceptance && isAcceptedBy(acceptance, finding) ? acceptance : undefined;
  return {
    issue_id: finding.issueId,
    rule_id: finding.ruleId,
    tool: finding.tool,
    type: finding.type,
    severity: finding.severity,
    tool_level: finding.toolLevel,
    file_path: finding.filePath,
    owners: [...finding.owners],
    line: finding.startLine,
    column: finding.startColumn,
    end_line: finding.endLine,
    end_column: finding.endColumn,
    message: finding.message,
    fingerprint: finding.fingerprint,
    is_new_in_pr: finding.isNew,
    matched_by: finding.matchedBy,
    new_because: finding.isNew ? finding.newBecause : null,
    nearest: finding.isNew ? toNearestDto(finding.nearest) : null,
    was: finding.isNew && finding.was ? { severity: finding.was.severity, message: finding.was.message } : null,
    first_seen_scan_id: finding.firstSeenScanId,
    is_suppressed: finding.isSuppressed,
    related: otherPlaces(finding.clone, finding).map(({ filePath, startLine, endLine }) => ({
      file_path: filePath,
      line: startLine,
      end_line: endLine,
    })),
    cwe: [...finding.cwe],
    user_marked_fp: mark !== undefined,
    fp_reason: mark?.reason ?? null,
    fp_marked_at: mark?.markedAt.toISOString() ?? null,
    fp_marked_by: mark?.markedBy ?? null,
    mark_line_edited: mark !== undefined && isMarkLineEdited(mark, finding.markLine),
    is_accepted: accepted !== undefined,
    accepted_reason: accepted?.reason ?? null,
    accepted_by: accepted?.markedBy ?? null,
    accepted_at: accepted?.markedAt.toISOString() ?? null,
    accepted_until: accepted?.endsAt?.toISOString() ?? null,
    ...(finding.directive && toDirectiveFields(finding.directive, finding.message, silenced)),
  };
}

const toDirectiveFields = ({ family, name, rules, reach }: Directive, reason: string, silenced: Silenced | null) => ({
  ...{ family, directive: name, rules: [...rules], reach },
  reason: reason === '' ? null : reason,
  hides: silenced && toSilencedDto(silenced),
});

export const toSilencedDto = ({ rules, worstSeverity, count }: Silenced): SilencedDto => ({
  rules: [...rules],
  worst_severity: worstSeverity,
  count,
});

const toNearestDto = (nearest: ListedFinding['nearest']): NearestProblemDto | null =>
  nearest && {
    issue_id: nearest.issue_id,
    file_path: nearest.file_path,
    line: nearest.line,
    differs_in: [...nearest.differs_in],
  };

export function toFindingsTakenDto(
  scanId: number,
  { report, tools, persisted, bySeverity }: TakenReport,
): FindingsTakenDto {
  return {
    scan_id: scanId,
    tool: tools[0] ?? null,
    tools: [...tools],
    format: report.format,
    records_persisted: persisted,
    by_severity: { ...bySeverity },
    rejected: [...report.rejected],
    warnings: [...report.warnings],
  };
}
