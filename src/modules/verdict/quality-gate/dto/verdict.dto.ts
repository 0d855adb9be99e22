import { ApiProperty } from '@nestjs/swagger';
import type { Family, Reach } from '../../../../domain/findings/directive.js';
import type { Severity } from '../../../../domain/findings/finding.js';
import { ACTION_KINDS, type ActionKind } from '../../../../domain/gate/actions/next-action.js';
import type { ForgeConclusion, GateStatus, StatusReason } from '../../../../domain/gate/decide-status.js';
import { TOLERANCE_REASONS, type ToleranceReason } from '../../../../domain/gate/evaluate-gate.js';
import type { ReportState } from '../../../../domain/gate/evidence.js';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import type { CoverageBasis, RuleSkipReason } from '../../../../domain/gate/measures.js';
import type { RepoPolicy } from '../../../../domain/gate/organization-switches.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import { WarningDto } from '../../../../platform/openapi/warning.dto.js';
import { type BaseOutdatedBy, PassedChangeDto } from '../../scan/scan.reader.js';
import { PolicyDto } from './gate-config.dto.js';

/** A rule that was not met. */
export class ViolationDto {
  /** @example new_coverage_min */
  rule!: RuleName;
  /** Value that the policy requires: a number, or a letter for `rating_min`. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 80 })
  threshold!: Threshold;
  /** Value that the scan has; null when coverage or test results were required but not uploaded. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true, example: 72.4 })
  actual!: Threshold | null;
  /** @example medium */
  severity!: Severity;
  /** Pull requests of a merge group whose changed lines hold what breaks the rule; left out for other scans. @example [42] */
  caused_by?: number[];
}

/** A rule that was not met, with the waiver that tolerates it. */
export class WaivedViolationDto extends ViolationDto {
  waived!: true;
  /** The waiver that applies: the most specific one in force, and the newest among equals. */
  waiver_id!: number;
}

/** A rule that was met. */
export class PassedRuleDto {
  rule!: RuleName;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 3 })
  threshold!: Threshold;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 1.2 })
  actual!: Threshold;
}

/** A rule that was not judged. */
export class SkippedRuleDto {
  rule!: RuleName;
  reason!: RuleSkipReason;
}

/** A rule on the whole code that was not met, and that the change makes no worse. */
export class ToleratedViolationDto {
  rule!: RuleName;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 3 })
  threshold!: Threshold;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 4.2 })
  actual!: Threshold;
  /** Value of the base. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 4.5 })
  base_actual!: Threshold;
  /** `only_fewer_lines`: the base met the rule, and nothing that the rule counts was added. */
  @ApiProperty({ enum: TOLERANCE_REASONS })
  why!: ToleranceReason;
}

/** The scan of the final target that rules on the whole code, and the change of coverage, are measured against. */
export class TargetBaseDto {
  scan_id!: number;
  /** @example main */
  branch!: string;
  commit_sha!: string | null;
}

/** The scan that a change is compared with. */
export class BaseDto {
  scan_id!: number;
  /** @example main */
  branch!: string;
  commit_sha!: string | null;
  /** True when its commit is the merge base. */
  exact!: boolean;
  /** Commits between it and the merge base; 0 when exact, null when the list of commits does not contain it. */
  commits_behind!: number | null;
  /** True when every tool is known to have the version and configuration that it had there. */
  same_tools!: boolean;
  /**
   * Tools of which version or configuration is unknown, here and there. Left out in verdicts of earlier versions.
   * @example []
   */
  unknown_tools?: string[];
  /** Tools that did not report there, or with another version or configuration; left out by earlier versions. @example [] */
  other_tools?: string[];
  /**
   * Percentage of the changed files that are the same there and at the merge base; null where it is unknown. Left out in
   * verdicts of earlier versions.
   */
  @ApiProperty({ type: 'number', format: 'double', nullable: true, required: false, example: 100 })
  exact_files_pct?: number | null;
  /**
   * Open pull requests between the change and its final target, the nearest first: their branches are one another's target. Left out in
   * verdicts of earlier versions.
   * @example []
   */
  via?: PassedChangeDto[];
  /** The scan itself outside of stacks; null where the final target has no scan. Left out in verdicts of earlier versions. */
  target?: TargetBaseDto | null;
}

/** Added lines of one file that are not covered. */
export class UncoveredFileDto {
  file_path!: string;
  /** The first 100 line ranges `[from, to]`, both inclusive. */
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
  })
  ranges!: number[][];
  /** Number of lines beyond these ranges. */
  more_lines!: number;
}

/** A changed source file that no coverage report contains. */
export class UntestedFileDto {
  file_path!: string;
  /** Executable lines among those that the change adds. */
  lines!: number;
}

/** A percentage on the base and in this scan. */
export class PctChangeDto {
  @ApiProperty({ type: 'number', format: 'double', example: 99.61 })
  from!: number;
  @ApiProperty({ type: 'number', format: 'double', example: 75.29 })
  to!: number;
}

/** Effects of the change on measures of the whole repository. */
export class ChangesDto {
  /** Line coverage; null when either side has none. */
  coverage_pct!: PctChangeDto | null;
  /** Problems of the base that are gone because a tool looks for them no more; they are not fixed. Null while pending. @example 0 */
  no_longer_checked!: number | null;
}

/** Paths of coverage reports that match no file of the repository, or several; they count in no total. */
export class UnmatchedReportPathsDto {
  count!: number;
  /** The first ten paths. */
  paths!: string[];
}

/** A tool that reported, or an announced report that did not come. */
export class ToolReportDto {
  /** @example eslint */
  tool!: string;
  /**
   * `failed`: the tool did not succeed and its findings are unknown; `partial`: it stopped early; `not_run`: it scanned
   * nothing; `owed`: the report was announced and did not come before completion.
   */
  state!: ReportState;
}

/** Tests of the base. */
export class TestsOfBaseDto {
  /** @example 812 */
  total!: number;
  /** Those that are neither here nor renamed. @example 3 */
  missing!: number;
  /** Tests whose file the change deletes together with their source: not missing. Left out by earlier versions. @example 0 */
  excused?: number;
  /** Tests that ran there and are skipped here. Left out by earlier versions. @example 0 */
  newly_skipped?: number;
}

/** Test results of all reports of the scan: each test once. */
export class TestTotalsDto {
  /** Sum of the four numbers below. @example 812 */
  total!: number;
  /** @example 796 */
  passed!: number;
  /** Those that failed in all of their runs. @example 1 */
  failed!: number;
  /** @example 14 */
  skipped!: number;
  /** Those that failed and passed, in this scan or in turns with an earlier one of its commit. @example 1 */
  flaky!: number;
  /** Null where the base has no results, or there is no base. */
  from_base!: TestsOfBaseDto | null;
}

/** Problems that a directive hides. */
export class HiddenDto {
  rules!: string[];
  worst_severity!: Severity;
  /** @example 2 */
  count!: number;
}

/** A directive that the change adds. */
export class AddedDirectiveDto {
  /** Id by which it can be accepted. @example 98765 */
  issue_id!: number;
  /** @example src/cart.ts */
  file_path!: string;
  /** @example 17 */
  line!: number;
  family!: Family;
  /** @example eslint-disable-next-line */
  directive!: string;
  /** Rules that it names; empty: it silences everything. */
  rules!: string[];
  reach!: Reach;
  /** Text that its tool's syntax has for a reason; null where there is none. */
  reason!: string | null;
  /** True where an administrator accepts it for now: rules do not count it. */
  is_accepted!: boolean;
  /** Problems that it hides and that were not suppressed on the base; null where reports name none. */
  hides!: HiddenDto | null;
}

/** Problems by severity. */
export class HiddenCountsDto {
  /** @example 1 */
  critical!: number;
  /** @example 0 */
  high!: number;
  /** @example 0 */
  medium!: number;
  /** @example 0 */
  low!: number;
  /** @example 0 */
  info!: number;
}

/** Effect of a change on the directives that silence tools. */
export class SuppressionsDto {
  /** Number of added ones, accepted ones among them. @example 1 */
  added!: number;
  /** Number of those that are gone from changed files. @example 0 */
  removed!: number;
  /** Added ones without a reason. @example 1 */
  unexplained!: number;
  /** Problems that are suppressed now, by whatever directive, and were not on the base. */
  hides!: HiddenCountsDto;
  /** At most 20 of the added ones: those that hide the worst come first. */
  items!: AddedDirectiveDto[];
}

/** A setting by which a tool looks for less than on the base. */
export class LoosenedSettingDto {
  /** The configuration file. @example .eslintrc.json */
  path!: string;
  /** `qgate` for its own files, `ci` for workflows and scripts. @example eslint */
  tool!: string;
  /** Key, or the changed lines of a file that is not read as a table. @example rules.no-eval */
  key!: string;
  /** Value at the merge base; null: none, or lines. @example error */
  was!: string | null;
  /** Value now; null: none, or lines. @example off */
  is!: string | null;
  /** Rules that are looked for no more; `*` stands for any text. @example ["no-eval"] */
  rules!: string[];
  /** Globs of files in which the tool looks no more. @example [] */
  paths!: string[];
}

/** A test file in which fewer assertions are called than on the base. */
export class FallenAssertionsDto {
  /** @example test/cart.test.ts */
  file_path!: string;
  /** @example 14 */
  from!: number;
  /** @example 9 */
  to!: number;
}

/** A key of the repository's policy file that does not count. */
export class IgnoredPolicyKeyDto {
  rule!: RuleName;
  /** Value in the file; null when it switches the rule off. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true, example: 999 })
  value!: Threshold | null;
  /**
   * `ignored`: files do not count in this organization. `looser`: only stricter values count. `invalid`: the value does
   * not fit the rule.
   */
  reason!: 'ignored' | 'looser' | 'invalid';
}

/** Effect of the repository's own policy file on the verdict. */
export class PolicyFileDto {
  /** The organization's switch `repo_policy`. */
  mode!: RepoPolicy;
  /** Rules that the file changed. */
  applied!: RuleName[];
  /** Rules that it names without effect. */
  ignored!: IgnoredPolicyKeyDto[];
}

/** New findings that are not false positives, without `info` and without `coverage_gap`. */
export class NewInPrDto {
  /** @example 2 */
  critical!: number;
  /** @example 1 */
  high!: number;
  /** @example 4 */
  medium!: number;
  /** @example 0 */
  low!: number;
  /** @example 7 */
  total!: number;
}

/** One step of the sets that turn a failed verdict. */
export class NextActionDto {
  @ApiProperty({ enum: ACTION_KINDS })
  kind!: ActionKind;
  /** The broken rule; null where a tool or the scan itself failed. */
  rule!: RuleName | null;
  /** @example src/fee.ts */
  file_path!: string | null;
  /** Lines `[from, to]`, both inclusive. @example [9, 12] */
  @ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2, nullable: true })
  range!: number[] | null;
  /** @example 98765 */
  issue_id!: number | null;
  /** The test, or the tool whose report is missing. */
  name!: string | null;
  /** A sentence without text of reports. @example "Fix this finding: high, bug." */
  text!: string;
  /** Work in minutes; null where it is unknown. */
  @ApiProperty({ type: 'number', format: 'double', nullable: true, example: 10 })
  minutes!: number | null;
  /** Number of the group: all actions of group 1 turn the verdict. @example 1 */
  enough_with!: number;
}

/** All actions of a scan, least work first. */
export class NextActionsDto {
  scan_id!: number;
  next_actions!: NextActionDto[];
  next_cursor!: string | null;
}

/** Inputs of a verdict other than the policy; when one changes, the verdict is stale. */
export class ConsideredDto {
  /** The waivers that were in force for this scan. */
  waiver_ids!: number[];
  /** Time of the newest change of a false positive that it considers; null when there was none. */
  marks_changed_at!: string | null;
  /** The newest revision of the repository's own policy, a removal counted; 0: none. */
  repo_policy_revision!: number;
  /** Number of changes to the organization's switches that it considers. */
  switches_revision!: number;
  /** Time at which the first of the accepted problems counts again, and the verdict is stale; null: none does. */
  accepted_until!: string | null;
}

/** One judgement on a scan: every rule is in exactly one of the five lists. */
export class JudgementDto {
  /** @example 12345 */
  scan_id!: number;
  /** Null while the scan is pending. */
  status!: GateStatus | null;
  /** Reason why nothing was judged; null when the rules decided. */
  reason!: StatusReason | null;
  /** The verdict in one sentence. */
  summary!: string;
  /** Rules that were not met, in the order of the policy's keys. */
  violations!: ViolationDto[];
  /** Rules that the base broke already and the change makes no worse: they do not fail the gate. */
  tolerated_violations!: ToleratedViolationDto[];
  waived_violations!: WaivedViolationDto[];
  skipped_rules!: SkippedRuleDto[];
  passed_rules!: PassedRuleDto[];
  /** @example main */
  default_branch!: string;
  /** @example feature/auth-rework */
  scanned_branch!: string;
  is_baseline_scan!: boolean;
  new_in_pr!: NewInPrDto;
  /** Lines on which coverage was judged; null when there was none to judge. */
  basis!: CoverageBasis | null;
  /** Conclusion for a forge's check: a failed gate is neutral unless it blocks merges. Null while pending. */
  conclusion!: ForgeConclusion | null;
  /** `low_confidence` when newness was decided without source text. */
  tracking!: string | null;
  /** The smallest sets of actions that turn the verdict, least work first: the first 50. Empty where nothing is broken, and while pending. */
  next_actions!: NextActionDto[];
  /** Number of actions of each broken rule. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer', minimum: 1 } })
  next_actions_total!: Partial<Record<RuleName, number>>;
  /** Remarks that change no status but deserve a look. */
  warnings!: WarningDto[];
  /** Null when the scan brought no policy file. */
  policy_file!: PolicyFileDto | null;
  /** The scan that the change is compared with; null when there is none. */
  base!: BaseDto | null;
  /** Added lines that are not covered, at most 200 files; null when the added lines or coverage are unknown. */
  uncovered!: UncoveredFileDto[] | null;
  /** Changed source files that no coverage report contains; null when this cannot be determined. */
  untested_files!: UntestedFileDto[] | null;
  /** Comparison with the base; null without a base. */
  changes!: ChangesDto | null;
  /** Report paths that match no file, of all reports of the scan; null while pending and for a failed scan. */
  unmatched_paths!: UnmatchedReportPathsDto | null;
  /**
   * Lines that some runs of the same tests cover and others do not: they count neither for nor against a change of coverage.
   * @example 0
   */
  flickering_lines!: number;
  /** The tools that reported; null while pending. */
  reports!: ToolReportDto[] | null;
  /** Tools that reported on the base but not here; null without a base. */
  missing_tools!: string[] | null;
  /** Test results; null when none came, and while pending. */
  tests!: TestTotalsDto | null;
  /** Directives that silence tools; null outside of changes, where no report of them came, and while pending. */
  suppressions!: SuppressionsDto | null;
  /** Settings by which tools look for less; null outside of changes, where configuration was not compared, and while pending. */
  loosened!: LoosenedSettingDto[] | null;
  /** Test files of the change whose calls of assertions fell; null as `loosened`. */
  assertions!: FallenAssertionsDto[] | null;
  /** Added lines that the change moved or in which only white space differs: they count as old. Null where that is unknown. */
  moved_lines!: number | null;
  /** The revision of the organization's policy; `v0` before the first save, null while pending. */
  policy_version!: string | null;
  /** The revision of the repository's own policy; null when it follows the organization, and while pending. */
  repo_policy_version!: string | null;
  /** The one instant as of which policy and waivers were applied. */
  evaluated_at!: string | null;
}

/** A stored judgement: ready to send but for what is only known at read. */
export class VerdictDto extends JudgementDto {
  /** Number of the evaluation: 1, 2, ...; null while there is none. */
  evaluation!: number | null;
  considered!: ConsideredDto;
}

/** Reasons for a stale verdict. */
export type StaleReason = BaseOutdatedBy | 'terms_changed';

/** Response of GET /quality/gates/status. */
export class GateStatusDto extends VerdictDto {
  /**
   * True when policy, switches, waivers or false positives have changed since; recompute to judge again. The stored verdict never
   * changes by itself.
   */
  stale!: boolean;
  /**
   * `retargeted`: the pull request has another target. `stack_changed`: a pull request below it was closed, merged, reopened or
   * retargeted. `terms_changed`: all other reasons. Null where the verdict is not stale.
   */
  stale_reason!: StaleReason | null;
  /**
   * Values that the rules were compared with: defaults, organization and the repository's file combined; null while
   * pending.
   */
  policy!: PolicyDto | null;
}
