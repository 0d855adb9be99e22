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
  /** Value of the scan; null if coverage or test results were required but not uploaded. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true, example: 72.4 })
  actual!: Threshold | null;
  /** @example medium */
  severity!: Severity;
  /**
   * Pull requests of a merge group whose changed lines contain the violations; omitted for other scans.
   * @example [42]
   */
  caused_by?: number[];
}

/** A rule that was not met, with the waiver that tolerates it. */
export class WaivedViolationDto extends ViolationDto {
  waived!: true;
  /** The applicable waiver: the most specific one in force, or the newest of several equally specific ones. */
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
  /** Value on the base. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 4.5 })
  base_actual!: Threshold;
  /** `only_fewer_lines`: the base met the rule, and the change added nothing that the rule counts. */
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
  /** True if its commit is the merge base. */
  exact!: boolean;
  /** Number of commits between it and the merge base; 0 if exact, null if the list of commits does not contain it. */
  commits_behind!: number | null;
  /** True if every tool is known to have the same version and configuration as in the base. */
  same_tools!: boolean;
  /**
   * Tools whose version or configuration is unknown in this scan or in the base. Omitted in verdicts of earlier versions.
   * @example []
   */
  unknown_tools?: string[];
  /**
   * Tools that did not report there, or did so with a different version or configuration; omitted by earlier versions.
   * @example []
   */
  other_tools?: string[];
  /**
   * Percentage of the changed files that are identical there and at the merge base; null if unknown. Omitted in
   * verdicts of earlier versions.
   */
  @ApiProperty({ type: 'number', format: 'double', nullable: true, required: false, example: 100 })
  exact_files_pct?: number | null;
  /**
   * Open pull requests between the change and its final target, nearest first; each one targets the branch of the next.
   * Omitted in verdicts of earlier versions.
   * @example []
   */
  via?: PassedChangeDto[];
  /**
   * Outside of stacks, the scan itself; null if the final target has no scan. Omitted in verdicts of earlier versions.
   */
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
  /** Line coverage; null if either scan has none. */
  coverage_pct!: PctChangeDto | null;
  /**
   * Problems on the base that are gone only because a tool no longer checks for them; they are not fixed. Null while
   * pending.
   * @example 0
   */
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
   * `failed`: the tool failed, so its findings are unknown; `partial`: it stopped early; `not_run`: it scanned nothing;
   * `owed`: the announced report was not uploaded before completion.
   */
  state!: ReportState;
}

/** Tests of the base. */
export class TestsOfBaseDto {
  /** @example 812 */
  total!: number;
  /** Tests that are missing here and were not renamed. @example 3 */
  missing!: number;
  /**
   * Tests whose file the change deletes together with the tested source. They do not count as missing. Omitted by
   * earlier versions.
   * @example 0
   */
  excused?: number;
  /** Tests that ran there and are now skipped. Omitted by earlier versions. @example 0 */
  newly_skipped?: number;
}

/** Test results of all reports of the scan: each test once. */
export class TestTotalsDto {
  /** Sum of the four numbers below. @example 812 */
  total!: number;
  /** @example 796 */
  passed!: number;
  /** Tests that failed in all of their runs. @example 1 */
  failed!: number;
  /** @example 14 */
  skipped!: number;
  /** Tests that both failed and passed, in this scan or across scans of its commit. @example 1 */
  flaky!: number;
  /** Null if the base has no results, or there is no base. */
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
  /** Id for accepting it. @example 98765 */
  issue_id!: number;
  /** @example src/cart.ts */
  file_path!: string;
  /** @example 17 */
  line!: number;
  family!: Family;
  /** @example eslint-disable-next-line */
  directive!: string;
  /** Rules that it names. Empty: it silences all rules. */
  rules!: string[];
  reach!: Reach;
  /** Reason given in the tool's syntax; null if none is given. */
  reason!: string | null;
  /** True if an administrator currently accepts it; rules do not count it. */
  is_accepted!: boolean;
  /** Problems that it hides and that were not suppressed on the base; null if reports name none. */
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
  /** Number of added directives, including accepted ones. @example 1 */
  added!: number;
  /** Number of directives removed from changed files. @example 0 */
  removed!: number;
  /** Number of added directives without a reason. @example 1 */
  unexplained!: number;
  /** Problems that are suppressed now, by any directive, and were not on the base. */
  hides!: HiddenCountsDto;
  /** At most 20 of the added directives, those that hide the worst problems first. */
  items!: AddedDirectiveDto[];
}

/** A setting by which a tool looks for less than on the base. */
export class LoosenedSettingDto {
  /** The configuration file. @example .eslintrc.json */
  path!: string;
  /** `qgate` for its own files, `ci` for workflows and scripts. @example eslint */
  tool!: string;
  /** Key, or the changed lines of a file without keys. @example rules.no-eval */
  key!: string;
  /** Value at the merge base; null if there is none, or if `key` contains lines. @example error */
  was!: string | null;
  /** Current value; null if there is none, or if `key` contains lines. @example off */
  is!: string | null;
  /** Rules that are no longer checked; `*` matches any text. @example ["no-eval"] */
  rules!: string[];
  /** Globs of files that the tool no longer checks. @example [] */
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
  /** Value in the file; null if it switches the rule off. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true, example: 999 })
  value!: Threshold | null;
  /**
   * `ignored`: the organization ignores policy files. `looser`: only stricter values count. `invalid`: the value is not
   * valid for the rule.
   */
  reason!: 'ignored' | 'looser' | 'invalid';
}

/** Effect of the repository's own policy file on the verdict. */
export class PolicyFileDto {
  /** The organization's switch `repo_policy`. */
  mode!: RepoPolicy;
  /** Rules that the file changed. */
  applied!: RuleName[];
  /** Rules that it names but that have no effect. */
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
  /** The violated rule; null if a tool or the scan itself failed. */
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
  /** A sentence that contains no text from reports. @example "Fix this finding: high, bug." */
  text!: string;
  /** Effort in minutes; null if unknown. */
  @ApiProperty({ type: 'number', format: 'double', nullable: true, example: 10 })
  minutes!: number | null;
  /** Number of the group. Together, the actions of group 1 make the gate pass. @example 1 */
  enough_with!: number;
}

/** All actions of a scan, least effort first. */
export class NextActionsDto {
  scan_id!: number;
  next_actions!: NextActionDto[];
  next_cursor!: string | null;
}

/** Inputs of a verdict other than the policy; when one changes, the verdict is stale. */
export class ConsideredDto {
  /** The waivers that were in force for this scan. */
  waiver_ids!: number[];
  /** Time of the newest false-positive change that it considers; null if there was none. */
  marks_changed_at!: string | null;
  /** The newest revision of the repository's own policy, counting removals; 0: none. */
  repo_policy_revision!: number;
  /** Number of the latest change to the organization's switches that it considers. */
  switches_revision!: number;
  /** Time at which the first accepted problem counts again and the verdict becomes stale; null if there is none. */
  accepted_until!: string | null;
}

/** One judgement on a scan: every rule is in exactly one of the five lists. */
export class JudgementDto {
  /** @example 12345 */
  scan_id!: number;
  /** Null while the scan is pending. */
  status!: GateStatus | null;
  /** Reason why nothing was judged; null if the rules decided. */
  reason!: StatusReason | null;
  /** The verdict in one sentence. */
  summary!: string;
  /** Violated rules, in the order of the policy's keys. */
  violations!: ViolationDto[];
  /** Rules that the base already violated and the change does not make worse. They do not fail the gate. */
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
  /** Lines whose coverage was judged; null if there was nothing to judge. */
  basis!: CoverageBasis | null;
  /** Conclusion for a forge's check. A failed gate is neutral unless it blocks merges. Null while pending. */
  conclusion!: ForgeConclusion | null;
  /** `low_confidence` if findings were classified as new or old without source text. */
  tracking!: string | null;
  /**
   * The smallest sets of actions that make the gate pass, sorted by effort, least first: the first 50 actions. Empty if
   * no rule is violated, or while pending.
   */
  next_actions!: NextActionDto[];
  /** Number of actions for each violated rule. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer', minimum: 1 } })
  next_actions_total!: Partial<Record<RuleName, number>>;
  /** Remarks that do not change the status but deserve attention. */
  warnings!: WarningDto[];
  /** Null if the scan has no policy file. */
  policy_file!: PolicyFileDto | null;
  /** The scan that the change is compared with; null if there is none. */
  base!: BaseDto | null;
  /** Added lines that are not covered, in at most 200 files; null if the added lines or coverage are unknown. */
  uncovered!: UncoveredFileDto[] | null;
  /** Changed source files that are missing from all coverage reports; null if this cannot be determined. */
  untested_files!: UntestedFileDto[] | null;
  /** Comparison with the base; null without a base. */
  changes!: ChangesDto | null;
  /** Paths from all reports of the scan that match no file; null while pending and for a failed scan. */
  unmatched_paths!: UnmatchedReportPathsDto | null;
  /**
   * Lines that some runs of the same tests cover and others do not. They count neither for nor against a change in
   * coverage.
   * @example 0
   */
  flickering_lines!: number;
  /** The tools that reported; null while pending. */
  reports!: ToolReportDto[] | null;
  /** Tools that reported on the base but not here; null without a base. */
  missing_tools!: string[] | null;
  /** Test results; null if none were uploaded, or while pending. */
  tests!: TestTotalsDto | null;
  /** Directives that silence tools; null while pending, or if no directive report was sent for a change. */
  suppressions!: SuppressionsDto | null;
  /** Settings that make tools check less; null while pending, or if no configuration of a change was compared. */
  loosened!: LoosenedSettingDto[] | null;
  /** Test files of the change with fewer assertion calls than before; null in the same cases as `loosened`. */
  assertions!: FallenAssertionsDto[] | null;
  /** Added lines that were only moved or differ only in white space; they count as old. Null if unknown. */
  moved_lines!: number | null;
  /** The revision of the organization's policy: `v0` before the first save, null while pending. */
  policy_version!: string | null;
  /** The revision of the repository's own policy; null if it follows the organization, or while pending. */
  repo_policy_version!: string | null;
  /** The point in time at which policy and waivers were read. */
  evaluated_at!: string | null;
}

/** A stored judgement: ready to send but for what is only known at read. */
export class VerdictDto extends JudgementDto {
  /** Number of the evaluation: 1, 2, ...; null before the first one. */
  evaluation!: number | null;
  considered!: ConsideredDto;
}

/** Reasons for a stale verdict. */
export type StaleReason = BaseOutdatedBy | 'terms_changed';

/** Response of GET /quality/gates/status. */
export class GateStatusDto extends VerdictDto {
  /**
   * True if policy, switches, waivers or false positives have changed since. Recompute to judge again; the stored
   * verdict never changes by itself.
   */
  stale!: boolean;
  /**
   * `retargeted`: the pull request has a new target. `stack_changed`: a pull request below it was closed, merged,
   * reopened or retargeted. `terms_changed`: all other reasons. Null if the verdict is not stale.
   */
  stale_reason!: StaleReason | null;
  /** Thresholds of the rules: defaults, organization and the repository's file combined; null while pending. */
  policy!: PolicyDto | null;
}
