import type { Severity } from '../../../../domain/findings/finding.js';
import type { FacetCounts } from '../../../../domain/findings/listing/count-facets.js';
import type { FindingGroup } from '../../../../domain/findings/listing/group-findings.js';
import type { Page } from '../../../../platform/validation/cursor.js';

/** Findings of one value. */
export class TextFacetDto {
  value!: string;
  count!: number;
}

/** Findings for which something holds, or does not. */
export class FlagFacetDto {
  value!: boolean;
  count!: number;
}

/** Findings by the values of each facet, most first. */
export class FacetsDto {
  /** Worst first. */
  severity!: TextFacetDto[];
  type!: TextFacetDto[];
  tool!: TextFacetDto[];
  /** The 100 rules with the most findings. */
  rule!: TextFacetDto[];
  /** The 100 folders with the most findings, directly below `path` (default: the root). */
  folder!: TextFacetDto[];
  /** The 100 owners with the most findings. A file with several owners counts for each. */
  owner!: TextFacetDto[];
  is_new!: FlagFacetDto[];
  is_fp!: FlagFacetDto[];
  is_accepted!: FlagFacetDto[];
  is_suppressed!: FlagFacetDto[];
  matched_by!: TextFacetDto[];
}

/** Counts of a scan's findings, each facet without its own part of the filter. */
export class FindingFacetsDto {
  scan_id!: number;
  /** Number of findings that match the filter. */
  total!: number;
  facets!: FacetsDto;
}

/** Findings of one rule or in one file. */
export class FindingGroupDto {
  /** The rule or the path; null for findings without a file. */
  value!: string | null;
  count!: number;
  worst_severity!: Severity;
}

/** A page of the groups of a scan's findings, the largest first. */
export class FindingGroupsDto {
  groups!: FindingGroupDto[];
  next_cursor!: string | null;
}

export const toFacetsDto = (counts: FacetCounts): FacetsDto => ({
  severity: [...counts.severity],
  type: [...counts.type],
  tool: [...counts.tool],
  rule: [...counts.rule],
  folder: [...counts.folder],
  owner: [...counts.owner],
  is_new: [...counts.isNew],
  is_fp: [...counts.isFalsePositive],
  is_accepted: [...counts.isAccepted],
  is_suppressed: [...counts.isSuppressed],
  matched_by: [...counts.matchedBy],
});

export const toFindingFacetsDto = (scanId: number, counts: FacetCounts): FindingFacetsDto => ({
  scan_id: scanId,
  total: counts.total,
  facets: toFacetsDto(counts),
});

export const toFindingGroupsDto = ({ items, nextCursor }: Page<FindingGroup>): FindingGroupsDto => ({
  groups: items.map(({ value, count, worstSeverity }) => ({ value, count, worst_severity: worstSeverity })),
  next_cursor: nextCursor,
});
