import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { FlickeringLine } from '../../../../domain/coverage/flicker.js';
import type { Reach } from '../../../../domain/findings/directive.js';
import { PROBLEM_TYPES, type ProblemType, SEVERITIES, type Severity } from '../../../../domain/findings/finding.js';
import { RUN_STATES, type RunState } from '../../../../domain/findings/run-state.js';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import type { GateInputs } from '../../../../domain/gate/judge-scan.js';
import {
  REPO_POLICIES,
  type RepoPolicy,
  TOOL_CONSEQUENCES,
  type ToolConsequence,
  UNTESTED_FILES,
  type UntestedFiles,
} from '../../../../domain/gate/organization-switches.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import type { LineTotals, WholeCode } from '../../../../domain/gate/scan-facts.js';
import type { Waiver } from '../../../../domain/gate/waiver.js';
import { groupBy } from '../../../../domain/group-by.js';
import type { ScanId } from '../../../../domain/ids.js';
import type { Rating } from '../../../../domain/ratings/ratings.js';
import { toStack } from '../../../../domain/scanned/verdict-body.js';
import { QueryCommits, QueryId, QueryNames, QueryText } from '../../../../platform/validation/query-fields.js';
import type { Organization } from '../../../people/organization/organization.reader.js';
import type { Repo } from '../../../people/organization/repo.reader.js';
import type { Base } from '../../baseline/base.reader.js';
import type { PackedFindings, ScanOfTool } from '../../findings/packed-findings.reader.js';
import { PassedChangeDto } from '../../scan/scan.reader.js';
import type { NamedTests } from '../../test-results/tests.reader.js';
import { policyVersion } from '../gate-config.js';
import { PolicyDto } from './gate-config.dto.js';
import { TargetBaseDto } from './verdict.dto.js';

/** The merge base and 500 ancestors. */
const MAX_COMMITS = 501;
/** Room for 15 digits of each, and half of what a server takes of all headers. */
const MAX_COMMIT_CHARACTERS = 8_000;

/** A change to be judged in its checkout. Parameters are those of a new scan. */
export class LocalPackQueryDto {
  /**
   * The merge base and its first-parent ancestors, newest first. If omitted, the newest scan of the target branch is
   * the base. The first 12 digits of each are enough, and keep the request within its limit.
   */
  @IsOptional()
  @QueryCommits(MAX_COMMITS, MAX_COMMIT_CHARACTERS)
  commits: string[] = [];

  /** Tools whose findings to return. Default: all. */
  @IsOptional()
  @QueryNames(200)
  tools?: string[];

  /** The branch. Default: a branch without a baseline. */
  @IsOptional()
  @QueryText(500)
  branch?: string;

  /** The target branch of the change. Default: the default branch. */
  @IsOptional()
  @QueryText(500)
  base_branch?: string;

  /** The pull request, whose waivers count. */
  @IsOptional()
  @QueryId()
  pr_number?: number;
}

/** Configuration of the gate in force for the repository. */
export class PackedGateDto {
  /** @example v3 */
  policy_version!: string;
  enabled!: boolean;
  block_merge_on_fail!: boolean;
  applies_to_new_code_only!: boolean;
  policy!: PolicyDto;
}

/** Decisions of the organization on how changes are judged. */
export class PackedSwitchesDto {
  @ApiProperty({ enum: REPO_POLICIES })
  repo_policy!: RepoPolicy;
  @ApiProperty({ enum: UNTESTED_FILES })
  untested_files!: UntestedFiles;
  tolerate_inherited!: boolean;
  @ApiProperty({ enum: TOOL_CONSEQUENCES })
  on_tool_failure!: ToolConsequence;
  @ApiProperty({ enum: TOOL_CONSEQUENCES })
  on_missing_tool!: ToolConsequence;
  revision!: number;
}

/** Percentages of covered lines below which a file is a finding. */
export class PackedCoverageGapsDto {
  medium_pct!: number;
  high_pct!: number;
}

/** Types and severities that the organization gives to rules. */
export class PackedOverrideDto {
  tool!: string;
  rule!: string;
  @ApiProperty({ enum: PROBLEM_TYPES, nullable: true })
  type!: ProblemType | null;
  @ApiProperty({ enum: SEVERITIES, nullable: true })
  severity!: Severity | null;
}

/** A waiver in force that reaches the change. */
export class PackedWaiverDto {
  id!: number;
  rule!: RuleName;
  repo_id!: number | null;
  pr_number!: number | null;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true })
  max_actual!: Threshold | null;
  created_at!: string;
  expires_at!: string | null;
}

/** Extent of a directive. */
export class PackedExtentDto {
  rules!: string[];
  reach!: Reach;
  /** Last line of a block; null if unknown, or for other extents. */
  end_line!: number | null;
}

/** A mark of a problem. */
export class PackedMarkDto {
  issue_id!: number;
  @ApiProperty({ enum: ['false_positive', 'accepted'] })
  kind!: 'false_positive' | 'accepted';
  /** End of an acceptance; null: unlimited. */
  ends_at!: string | null;
  /**
   * Keyed hashes of the lines for which a false positive was marked or confirmed; null if unknown, or for an
   * acceptance.
   */
  lines!: string[] | null;
  /** Extent of an accepted directive when it was accepted; otherwise null. */
  directive!: PackedExtentDto | null;
  /** Highest severity that the acceptance covers; null for any. */
  severity!: Severity | null;
}

/** A marked problem, by keyed hashes. */
export class PackedMarkedDto {
  issue_id!: number;
  first_seen_scan_id!: number;
  tool!: string;
  /** In base64. */
  features!: string;
}

/** Run of a tool on the base. */
export class PackedReportDto {
  tool!: string;
  tool_version!: string | null;
  config_digest!: string | null;
  @ApiProperty({ enum: RUN_STATES })
  state!: RunState;
  format!: string;
  /** Version of the severity tables used for its findings. */
  tables_version!: number;
}

/** Lines of the merged coverage reports. */
export class PackedLinesDto {
  lines_total!: number;
  lines_covered!: number;
}

/** Flickering lines of a file, which some runs of the same tests cover and others do not. */
export class PackedFlickerDto {
  path!: string;
  /** Digest of the file's executable line numbers. If it differs, none of these lines counts as flaky. */
  shape!: string;
  lines!: number[];
}

/** Findings that weigh on a rating. */
export class PackedWeighingDto {
  critical!: number;
  high!: number;
}

/** Findings that weigh on the ratings by findings. */
export class PackedRatedFindingsDto {
  reliability!: PackedWeighingDto;
  maintainability!: PackedWeighingDto;
}

/** An upload of test results, by the names and outcomes of its tests. */
export class PackedTestsDto {
  key!: string | null;
  /** Deflate-compressed JSON in base64. */
  content!: string;
}

/** The scan that the change is compared with; measures are those of the base on the final target. */
export class PackedBaseDto {
  scan_id!: number;
  branch!: string;
  commit_sha!: string | null;
  /** True if its commit is the merge base. */
  exact!: boolean;
  /** Number of commits between it and the merge base; null if it is not on the same line of history. */
  commits_behind!: number | null;
  /** Open pull requests between the change and its final target, nearest first. */
  via!: PassedChangeDto[];
  /** Outside of stacks, the base itself; null if the final target has no scan. */
  target!: TargetBaseDto | null;
  duplication_pct!: number | null;
  duplicated_lines!: number | null;
  @ApiProperty({ enum: ['A', 'B', 'C', 'D', 'E'], nullable: true })
  rating!: Rating | null;
  /** Null without coverage. */
  lines!: PackedLinesDto | null;
  /** Number of these lines with flaky coverage. */
  flickering_lines!: PackedLinesDto;
  /** Null if they were not counted. */
  rated_findings!: PackedRatedFindingsDto | null;
  reports!: PackedReportDto[];
  tests!: PackedTestsDto[];
}

/** A scan by what a tool reported to it. */
export class PackedScanOfToolDto {
  tool!: string;
  scan_id!: number;
}

/** One tool's findings in a scan. */
export class PackedFindingsDto {
  scan_id!: number;
  tool!: string;
  /** Its files with the ids of their problems and the hashes of their contents, in base64. */
  manifest!: string;
  /** Problems that count as suppressed there although the report does not say so. */
  suppressed_on_base!: number[];
  /** Problems that were marked on another line. */
  edited_marks!: number[];
}

/** Findings of a tool in a file: keyed hashes, places and rules, no messages and no source text. */
export class PackedSegmentDto {
  address!: string;
  /** In base64. */
  content!: string;
}

/**
 * All that a verdict on a change reads of the service, for `qgate local`: equal states give equal bytes. Binary parts are those
 * that the service stores, and of its own version.
 */
export class LocalPackDto {
  /** @example 1 */
  pack_version!: number;
  /** Seconds for which it may be used. */
  valid_for_seconds!: number;
  repo_id!: number;
  default_branch!: string;
  /** A scan of this branch would be a baseline scan. */
  is_baseline_scan!: boolean;
  /** Key of the hashes, in base64. */
  key!: string;
  /** Null: never configured. */
  gate!: PackedGateDto | null;
  /** The newest revision of the repository's own policy; null if it follows the organization. */
  repo_policy_version!: string | null;
  repo_policy_revision!: number;
  switches!: PackedSwitchesDto;
  coverage_gaps!: PackedCoverageGapsDto;
  classification_overrides!: PackedOverrideDto[];
  default_branch_has_coverage!: boolean;
  /** Lines with flaky coverage in all scans of the repository. */
  flickering!: PackedFlickerDto[];
  waivers!: PackedWaiverDto[];
  marks!: PackedMarkDto[];
  marked!: PackedMarkedDto[];
  /** Null if there is nothing to compare with. */
  base!: PackedBaseDto | null;
  /** Scans that contain the baselines of the default branch. */
  baselines!: PackedScanOfToolDto[];
  /**
   * The newest scans of the change itself, for tools with a mark or with problems charged to the change. They let these
   * problems be recognized again.
   */
  previous!: PackedScanOfToolDto[];
  /**
   * Problems introduced by pull requests below the change that were closed without a merge; they count for this change.
   */
  charged!: number[];
  /** The newest scan of a target branch that is not the default branch; null if it is the base or does not exist. */
  target_scan_id!: number | null;
  findings!: PackedFindingsDto[];
  segments!: PackedSegmentDto[];
}

/** All that a pack holds. */
export interface LocalPack extends Pick<GateInputs, 'config' | 'repoPolicy'> {
  readonly repo: Repo;
  readonly organization: Organization;
  readonly isBaselineScan: boolean;
  readonly key: Uint8Array;
  readonly defaultBranchHasCoverage: boolean;
  readonly waivers: readonly Waiver[];
  readonly flickering: readonly FlickeringLine[];
  readonly base: PackedBase | null;
  readonly targetId: ScanId | null;
  readonly found: PackedFindings;
}

/** The base with the measures of that on the final target. */
export interface PackedBase extends Base {
  readonly measures: WholeCode;
  readonly flickering: LineTotals;
  readonly tests: NamedTests;
}

const PACK_VERSION = 1;
const VALID_FOR_SECONDS = 24 * 60 * 60;

export function toLocalPackDto(pack: LocalPack): LocalPackDto {
  const { repo, organization, config, repoPolicy, found } = pack;
  return {
    pack_version: PACK_VERSION,
    valid_for_seconds: VALID_FOR_SECONDS,
    repo_id: repo.id,
    default_branch: repo.defaultBranch,
    is_baseline_scan: pack.isBaselineScan,
    key: base64(pack.key),
    gate: config && {
      policy_version: policyVersion(config.revision),
      enabled: config.enabled,
      block_merge_on_fail: config.blockMergeOnFail,
      applies_to_new_code_only: config.appliesToNewCodeOnly,
      policy: config.policy,
    },
    repo_policy_version: repoPolicy.isSet ? policyVersion(repoPolicy.revision) : null,
    repo_policy_revision: repoPolicy.revision,
    switches: {
      repo_policy: organization.repoPolicy,
      untested_files: organization.untestedFiles,
      tolerate_inherited: organization.tolerateInherited,
      on_tool_failure: organization.onToolFailure,
      on_missing_tool: organization.onMissingTool,
      revision: organization.switchesRevision,
    },
    coverage_gaps: { medium_pct: organization.coverageGapMediumPct, high_pct: organization.coverageGapHighPct },
    classification_overrides: organization.classificationOverrides.map(({ tool, rule, type, severity }) => ({
      ...{ tool, rule, type: type ?? null, severity: severity ?? null },
    })),
    default_branch_has_coverage: pack.defaultBranchHasCoverage,
    flickering: toFlickerDtos(pack.flickering),
    waivers: pack.waivers.map(({ id, rule, repoId, prNumber, maxActual, createdAt, expiresAt }) => ({
      ...{ id, rule, repo_id: repoId, pr_number: prNumber, max_actual: maxActual },
      ...{ created_at: createdAt.toISOString(), expires_at: expiresAt?.toISOString() ?? null },
    })),
    marks: found.marks.map(({ issueId, kind, endsAt, lines, directive, severity }) => ({
      ...{ issue_id: issueId, kind, ends_at: endsAt?.toISOString() ?? null, lines: lines && [...lines] },
      directive: directive && {
        ...{ rules: [...directive.rules], reach: directive.reach, end_line: directive.endLine ?? null },
      },
      severity,
    })),
    marked: found.marked.map(({ issueId, firstSeenScanId, tool, features }) => ({
      ...{ issue_id: issueId, first_seen_scan_id: firstSeenScanId, tool, features: base64(features) },
    })),
    base: pack.base && toBaseDto(pack.base, found),
    baselines: found.baselines.map(toScanOfTool),
    previous: found.previous.map(toScanOfTool),
    charged: [...found.charged],
    target_scan_id: pack.targetId,
    findings: found.findings.map(({ scanId, tool, manifest, suppressedOnBase, editedMarks }) => ({
      ...{ scan_id: scanId, tool, manifest: base64(manifest) },
      ...{ suppressed_on_base: [...suppressedOnBase], edited_marks: [...editedMarks] },
    })),
    segments: [...found.segments],
  };
}

const toScanOfTool = ([tool, scanId]: ScanOfTool): PackedScanOfToolDto => ({ tool, scan_id: scanId });

const toLinesDto = ({ linesTotal, linesCovered }: LineTotals): PackedLinesDto => ({
  lines_total: linesTotal,
  lines_covered: linesCovered,
});

const toFlickerDtos = (flickering: readonly FlickeringLine[]): PackedFlickerDto[] =>
  [...groupBy(flickering, ({ path, shape }) => `${shape} ${path}`).values()].map((lines) => ({
    path: lines[0]!.path,
    shape: lines[0]!.shape,
    lines: lines.map(({ line }) => line),
  }));

const toBaseDto = (
  { scan, target, measures, flickering, tests, ...place }: PackedBase,
  { reports }: PackedFindings,
): PackedBaseDto => ({
  scan_id: scan.id,
  branch: scan.branch,
  commit_sha: scan.commitSha,
  exact: place.isExact,
  commits_behind: place.commitsBehind,
  ...toStack({ via: place.via, target: target && { ...target, scanId: target.id } }),
  duplication_pct: measures.duplicationPct,
  duplicated_lines: measures.duplicatedLines,
  rating: measures.rating,
  lines: measures.allLines && toLinesDto(measures.allLines),
  flickering_lines: toLinesDto(flickering),
  rated_findings: measures.ratedFindings,
  reports: reports.map((report) => ({
    tool: report.tool,
    tool_version: report.toolVersion,
    config_digest: report.configDigest,
    state: report.state,
    format: report.format,
    tables_version: report.tablesVersion,
  })),
  tests: tests.map(({ key, content }) => ({ key, content: base64(content) })),
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
