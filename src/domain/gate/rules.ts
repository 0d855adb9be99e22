import { isDuplicationTool } from '../findings/duplication-tools.js';
import { type Severity } from '../findings/finding.js';
import { isRating, type Rating, RATINGS } from '../ratings/ratings.js';
import { countByType, countGated, type FindingCounters, severityCountsOf } from '../ratings/scan-counters.js';
import { type CauseTest, isGated, isGatedOf, isGatedSecurity, isOfType } from './causes.js';
import { type Actual, compareExact, type Threshold } from './exact-value.js';
import {
  type CoverageBasis,
  type Measure,
  measureAddedBranches,
  measureAllLines,
  measureChangeRating,
  measureCoverageDrop,
  measuredOr,
  measureFailedTests,
  measureFindings,
  measureLoosened,
  measureMissingTests,
  measureNewCoverage,
  measureNewDuplication,
  measureNewErrors,
  measureSkippedTests,
  measureSuppressions,
  measureUncovered,
  measureUntestedFiles,
  shareOf,
} from './measures.js';
import { type BaseMeasures, type ScanFacts } from './scan-facts.js';
import {
  changeRatingWords,
  coverageCountWords,
  dropWords,
  findingsWords,
  ratingWords,
  shareWords,
  suppressionsWords,
  testsWords,
  type ViolationWords,
} from './violation-words.js';
import { duplicationGrew, type GrowthTest, ratingGrew, uncoveredGrew } from './whole-code.js';

/** The largest count that a policy takes (2^31-1): more findings than any scan may hold, and it fits an `integer` column. */
export const MAX_COUNT_THRESHOLD = 2_147_483_647;

/** Numbers only: NaN fails both comparisons, and a numeric string is a wrong type. */
const isWithin = (value: unknown, max: number): boolean => typeof value === 'number' && value >= 0 && value <= max;

/** Kinds of thresholds: the values that they accept, the words for them behind the name of a field, and their JSON Schema. */
export const THRESHOLD_KINDS = {
  count: {
    accepts: (value: unknown) => Number.isInteger(value) && isWithin(value, MAX_COUNT_THRESHOLD),
    expected: `must be a whole number from 0 to ${MAX_COUNT_THRESHOLD}`,
    schema: { type: 'integer', minimum: 0 },
  },
  percent: {
    accepts: (value: unknown) => isWithin(value, 100),
    expected: 'must be a number from 0 to 100',
    schema: { type: 'number', format: 'double', minimum: 0, maximum: 100 },
  },
  letter: {
    accepts: isRating,
    expected: 'must be one of the letters A, B, C, D and E',
    schema: { type: 'string', enum: [...RATINGS] },
  },
} as const;

/** Sides of a threshold: true for a value on the wrong one, and the words for the right one. Letters count from A. */
const COMPARISONS = {
  max: { isBroken: (order: -1 | 0 | 1) => order > 0, words: 'at most' },
  min: { isBroken: (order: -1 | 0 | 1) => order < 0, words: 'at least' },
  worst: { isBroken: (order: -1 | 0 | 1) => order > 0, words: 'at least' },
} as const;

/** One rule of the gate, with everything that the code knows about it. */
interface RuleRow {
  /** The limit in words, as API documents show it. */
  readonly meaning: string;
  /** The threshold until somebody sets another. Undefined: the rule is optional, and absent until it is set. */
  readonly byDefault: Threshold | undefined;
  /** A threshold of an optional rule, as API documents show it. */
  readonly example?: Threshold;
  readonly kind: keyof typeof THRESHOLD_KINDS;
  readonly comparison: keyof typeof COMPARISONS;
  /** Severity of a violation. */
  readonly severity: Severity;
  /** A violation in a sentence of a comment or a check. */
  readonly words: ViolationWords;
  /** Measure of a scan for the rule. `appliesToNewCodeOnly` is the configuration's switch. */
  readonly measure: (facts: ScanFacts, appliesToNewCodeOnly: boolean) => Measure;
  /**
   * Measure of the base, for a rule on the whole code that a change may have inherited broken; null: unknown, or the scan was
   * measured on lines (`basis`) that are the change's own.
   */
  readonly measureBase?: (base: BaseMeasures, basis: CoverageBasis | null) => Actual | null;
  /** Test of what such a rule counts: a change that has no more of it made the measure no worse, however that moved. */
  readonly hasGrown?: GrowthTest;
  /** Test of the findings that the measure counts or rests on; absent from a rule that no finding breaks. */
  readonly causes?: CauseTest;
  /** Data without which a scan breaks the rule, where it is not coverage. */
  readonly owes?: string;
  /** The author of a pull request may not waive it there: it asks for the eyes of another person. */
  readonly needsSecondPerson?: true;
  /** True for tools whose failure leaves the measure unknown. */
  readonly restsOn: (tool: string) => boolean;
}

const everyTool = () => true;
const noTool = () => false;
const isNoDuplicationTool = (tool: string): boolean => !isDuplicationTool(tool);

const newFindings =
  (count: (counters: FindingCounters) => number): RuleRow['measure'] =>
  (facts, isNewOnly) =>
    measureFindings(facts, isNewOnly, count);

/** In the order in which policies, verdicts and texts list them. */
const TABLE = {
  new_critical_max: {
    meaning: 'Maximum number of new critical findings',
    byDefault: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'critical',
    measure: newFindings((counters) => countGated(counters).critical),
    causes: isGatedOf('critical'),
    words: findingsWords('critical'),
    restsOn: everyTool,
  },
  new_high_max: {
    meaning: 'Maximum number of new high findings',
    byDefault: 2,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: newFindings((counters) => countGated(counters).high),
    causes: isGatedOf('high'),
    words: findingsWords('high'),
    restsOn: everyTool,
  },
  duplication_pct_max: {
    meaning: 'Maximum overall duplication, in percent of lines',
    byDefault: 3,
    kind: 'percent',
    comparison: 'max',
    severity: 'high',
    measure: ({ duplicationPct }) => measuredOr('no_duplication_summary', duplicationPct),
    measureBase: ({ duplicationPct }) => duplicationPct,
    hasGrown: duplicationGrew,
    causes: isOfType('duplication'),
    words: shareWords('duplication', 'at most'),
    restsOn: isDuplicationTool,
  },
  complexity_new_max: {
    meaning: 'Maximum number of new findings of type complexity',
    byDefault: 15,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: newFindings((counters) => countByType(counters).complexity),
    causes: isOfType('complexity'),
    words: findingsWords('complexity'),
    restsOn: isNoDuplicationTool,
  },
  rating_min: {
    meaning: 'Worst allowed overall rating',
    byDefault: 'C',
    kind: 'letter',
    comparison: 'worst',
    severity: 'high',
    measure: ({ rating }) => measuredOr('no_rating', rating),
    measureBase: ({ rating }) => rating,
    hasGrown: ratingGrew,
    // Severities below high do not weigh on a rating.
    causes: isGatedOf('critical', 'high'),
    words: ratingWords,
    restsOn: everyTool,
  },
  new_coverage_min: {
    meaning: 'Minimum line coverage, in percent',
    byDefault: 80,
    kind: 'percent',
    comparison: 'min',
    severity: 'medium',
    measure: ({ coverage }, isNewOnly) => measureNewCoverage(coverage, isNewOnly).measure,
    measureBase: ({ allLines }, basis) => (basis === 'all_lines' ? shareOf(allLines) : null),
    hasGrown: uncoveredGrew,
    words: shareWords('new coverage', 'at least'),
    restsOn: noTool,
  },
  new_medium_max: {
    meaning: 'Maximum number of new medium findings',
    byDefault: undefined,
    example: 20,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: newFindings((counters) => countGated(counters).medium),
    causes: isGatedOf('medium'),
    words: findingsWords('medium'),
    restsOn: everyTool,
  },
  new_total_max: {
    meaning: 'Maximum number of new findings, not counting severity info',
    byDefault: undefined,
    example: 40,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: newFindings((counters) => countGated(counters).total),
    causes: isGated,
    words: findingsWords(''),
    restsOn: everyTool,
  },
  new_security_max: {
    meaning: 'Maximum number of new findings of type security',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: newFindings((counters) => {
      const { critical, high, medium, low } = severityCountsOf(counters, ['security']);
      return critical + high + medium + low;
    }),
    causes: isGatedSecurity,
    words: findingsWords('security'),
    restsOn: isNoDuplicationTool,
  },
  new_duplication_pct_max: {
    meaning: 'Maximum duplication in the added lines, in percent',
    byDefault: undefined,
    example: 10,
    kind: 'percent',
    comparison: 'max',
    severity: 'medium',
    measure: measureNewDuplication,
    causes: isOfType('duplication'),
    words: shareWords('duplication of added lines', 'at most'),
    restsOn: isDuplicationTool,
  },
  overall_coverage_min: {
    meaning: 'Minimum overall line coverage, in percent',
    byDefault: undefined,
    example: 70,
    kind: 'percent',
    comparison: 'min',
    severity: 'medium',
    measure: ({ coverage }) => measureAllLines(coverage),
    measureBase: ({ allLines }) => shareOf(allLines),
    hasGrown: uncoveredGrew,
    words: shareWords('coverage of all code', 'at least'),
    restsOn: noTool,
  },
  coverage_drop_max: {
    meaning: 'Maximum number of percentage points of line coverage that a change may lose compared with its base',
    byDefault: undefined,
    example: 0.5,
    kind: 'percent',
    comparison: 'max',
    severity: 'medium',
    measure: measureCoverageDrop,
    // The base lost nothing against itself.
    measureBase: () => 0,
    hasGrown: uncoveredGrew,
    words: dropWords,
    restsOn: noTool,
  },
  tests_failed_max: {
    meaning: 'Maximum number of failed tests, not counting flaky ones',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: measureFailedTests,
    owes: 'test results',
    words: testsWords('failed'),
    restsOn: noTool,
  },
  tests_total_drop_max: {
    meaning: 'Maximum number of tests of the base that may be missing, not counting renamed ones',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: measureMissingTests,
    owes: 'test results',
    words: testsWords('of the base are missing'),
    restsOn: noTool,
  },
  new_errors_max: {
    meaning: 'Maximum number of new findings that their tool reports as errors',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: measureNewErrors,
    words: findingsWords('tool-level error'),
    restsOn: isNoDuplicationTool,
  },
  change_rating_min: {
    meaning: 'Worst allowed rating of the new findings',
    byDefault: undefined,
    example: 'A',
    kind: 'letter',
    comparison: 'worst',
    severity: 'high',
    measure: measureChangeRating,
    causes: isGatedOf('critical', 'high'),
    words: changeRatingWords,
    restsOn: everyTool,
  },
  new_suppressions_max: {
    meaning: 'Maximum number of added directives that silence tools, not counting accepted ones',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: measureSuppressions(({ added }) => added),
    owes: 'directives',
    needsSecondPerson: true,
    words: suppressionsWords('new directive that silences a tool', 'new directives that silence tools'),
    restsOn: noTool,
  },
  new_unexplained_suppressions_max: {
    meaning: 'Maximum number of added directives that silence tools without a reason, not counting accepted ones',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: measureSuppressions(({ unexplained }) => unexplained),
    owes: 'directives',
    needsSecondPerson: true,
    words: suppressionsWords('new directive without a reason', 'new directives without a reason'),
    restsOn: noTool,
  },
  new_hidden_high_max: {
    meaning: 'Maximum number of newly suppressed critical and high problems',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: measureSuppressions(({ hiddenHigh }) => hiddenHigh),
    owes: 'directives',
    needsSecondPerson: true,
    words: suppressionsWords('critical or high problem hidden', 'critical or high problems hidden'),
    restsOn: noTool,
  },
  loosened_settings_max: {
    meaning: 'Maximum number of settings that make tools check less than on the base',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: measureLoosened,
    owes: 'comparison of configuration',
    needsSecondPerson: true,
    words: suppressionsWords('loosened setting of a tool', 'loosened tool settings'),
    restsOn: noTool,
  },
  newly_skipped_tests_max: {
    meaning: 'Maximum number of tests that ran on the base and are now skipped',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'high',
    measure: measureSkippedTests,
    owes: 'test results',
    needsSecondPerson: true,
    words: testsWords('that ran on the base skipped'),
    restsOn: noTool,
  },
  new_branch_coverage_min: {
    meaning: 'Minimum branch coverage of the added lines, in percent',
    byDefault: undefined,
    example: 70,
    kind: 'percent',
    comparison: 'min',
    severity: 'medium',
    measure: measureAddedBranches,
    words: shareWords('branch coverage of added lines', 'at least'),
    restsOn: noTool,
  },
  new_uncovered_max: {
    meaning: 'Maximum number of executable added lines that no test runs',
    byDefault: undefined,
    example: 10,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: measureUncovered,
    words: coverageCountWords('added', 'line', 'not covered'),
    restsOn: noTool,
  },
  untested_files_max: {
    meaning: 'Maximum number of changed source files missing from all coverage reports',
    byDefault: undefined,
    example: 0,
    kind: 'count',
    comparison: 'max',
    severity: 'medium',
    measure: measureUntestedFiles,
    words: coverageCountWords('changed', 'file', 'in no coverage report'),
    restsOn: noTool,
  },
} as const satisfies Record<string, RuleRow>;

export type RuleName = keyof typeof TABLE;

/** Rules that stand in every policy, by name. */
export type StandingRule = {
  [N in RuleName]: (typeof TABLE)[N]['byDefault'] extends undefined ? never : N;
}[RuleName];

/** The threshold that a rule takes. */
export type ThresholdOf<N extends RuleName> = (typeof TABLE)[N]['kind'] extends 'letter' ? Rating : number;

export const RULES: Readonly<Record<RuleName, RuleRow>> = TABLE;

/** All rules, in the order in which the wire lists policies and violations. */
export const RULE_NAMES = Object.keys(TABLE) as readonly RuleName[] as readonly [RuleName, ...RuleName[]];

/** Rules that stand in every policy. The others are absent until they are set. */
export const STANDING_RULES = RULE_NAMES.filter((rule) => RULES[rule].byDefault !== undefined);

export const isRuleName = (value: unknown): value is RuleName => RULE_NAMES.some((rule) => rule === value);

/**
 * True where `actual` is on the wrong side of `bound`; on the bound it is not. The bound is a policy's threshold, a
 * waiver's `maxActual` or the base's measure.
 */
export function isBroken(rule: RuleName, actual: Actual, bound: Actual): boolean {
  return COMPARISONS[RULES[rule].comparison].isBroken(compareExact(actual, bound));
}

/** The words for the right side of a threshold: `at most`, `at least`. */
export const boundWords = (rule: RuleName): string => COMPARISONS[RULES[rule].comparison].words;

/** True where `wanted` asks less of a change than `known`; null is a rule that is off. */
export function isLooser(rule: RuleName, wanted: Threshold | null, known: Threshold | null): boolean {
  if (known === null) return false;
  return wanted === null || isBroken(rule, wanted, known);
}
