import type { RightsDto } from '../../../../platform/tenancy/rights.dto.js';
import type { DescribedBaseline } from '../baseline.service.js';

/** The baseline of one tool. */
export class ToolBaselineDto {
  /** @example eslint */
  tool!: string;
  /** Number of known problems. */
  problems!: number;
  /** The scan that found them. */
  scan_id!: number;
  updated_at!: string;
}

/** Person or API key that cleared a baseline. */
export class ClearedByDto {
  id!: number;
  name!: string;
}

/** A baseline that a rebuild cleared. */
export class ClearedBaselineDto {
  /** Number of problems removed from the baseline. */
  problems!: number;
  at!: string;
  /** Null if an earlier version cleared it. */
  by!: ClearedByDto | null;
}

/** Repository of a baseline. */
export class BaselineRepoDto {
  /** @example 8 */
  id!: number;
  /** @example acme/backend */
  name!: string;
}

/** The baseline of a repository's default branch. */
export class RepoBaselineDto {
  repo!: BaselineRepoDto;
  branch!: string;
  /** Sorted by tool name; empty until a scan of the branch completes. */
  tools!: ToolBaselineDto[];
  /** Number of rebuilds. */
  generation!: number;
  /** Time until which the last rebuild can be undone; null if there is nothing to undo. */
  can_undo_until!: 'next_scan' | null;
  /** Baseline that the last rebuild cleared, while it can be undone. */
  cleared!: ClearedBaselineDto | null;
  /** Rights of the caller in the repository. */
  can!: RightsDto;
}

export const toRepoBaselineDto = (
  { repo, branch, tools, generation, cleared }: DescribedBaseline,
  can: RightsDto,
): RepoBaselineDto => ({
  repo: { id: repo.id, name: repo.name },
  branch,
  tools: tools.map(({ tool, problems, scanId, updatedAt }) => ({
    tool,
    problems,
    scan_id: scanId,
    updated_at: updatedAt.toISOString(),
  })),
  generation,
  can_undo_until: cleared && 'next_scan',
  cleared: cleared && { problems: cleared.problems, at: cleared.at.toISOString(), by: cleared.by },
  can,
});
