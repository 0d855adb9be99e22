import fc from 'fast-check';
import { type RepoId, type WaiverId } from '../ids.js';
import { RATINGS } from '../ratings/ratings.js';
import { evaluateGate, type GateVerdict } from './evaluate-gate.js';
import { type Actual, type Threshold } from './exact-value.js';
import { type GateMeasures } from './measure-scan.js';
import { type Measure, SKIP_REASONS } from './measures.js';
import { DEFAULT_POLICY, type GatePolicy, rulesOf, thresholdOf, withThresholds } from './policy.js';
import { isBroken, isLooser, RULE_NAMES, type RuleName, RULES, STANDING_RULES } from './rules.js';
import { type Waiver, waiverLookup } from './waiver.js';

const measured = <A extends Actual>(actual: A): Measure<A> => ({ state: 'measured', actual });
const share = (part: number, total: number) => ({ part, total });

const CLEAN: GateMeasures = {
  new_critical_max: measured(0),
  new_high_max: measured(0),
  duplication_pct_max: measured(0),
  complexity_new_max: measured(0),
  rating_min: measured('A'),
  new_coverage_min: measured(share(1, 1)),
  new_medium_max: measured(0),
  new_total_max: measured(0),
  new_security_max: measured(0),
  new_duplication_pct_max: measured(share(0, 1)),
  overall_coverage_min: measured(share(1, 1)),
  coverage_drop_max: measured(share(0, 1)),
  tests_failed_max: measured(0),
  tests_total_drop_max: measured(0),
  new_errors_max: measured(0),
  change_rating_min: measured('A'),
  new_suppressions_max: measured(0),
  new_unexplained_suppressions_max: measured(0),
  new_hidden_high_max: measured(0),
  loosened_settings_max: measured(0),
  newly_skipped_tests_max: measured(0),
  new_branch_coverage_min: measured(share(1, 1)),
  new_uncovered_max: measured(0),
  untested_files_max: measured(0),
  basis: 'changed_lines',
};

/** Every rule set, the optional ones to a value that `ALL_BROKEN` breaks. */
const FULL_POLICY: GatePolicy = {
  ...DEFAULT_POLICY,
  new_medium_max: 4,
  new_total_max: 9,
  new_security_max: 0,
  new_duplication_pct_max: 10,
  overall_coverage_min: 70,
  coverage_drop_max: 0.5,
  tests_failed_max: 0,
  tests_total_drop_max: 5,
  new_errors_max: 0,
  change_rating_min: 'A',
  new_suppressions_max: 3,
  new_unexplained_suppressions_max: 0,
  new_hidden_high_max: 1,
  loosened_settings_max: 2,
  newly_skipped_tests_max: 2,
  new_branch_coverage_min: 70,
  new_uncovered_max: 10,
  untested_files_max: 0,
};

const UNWAIVED = () => null;
const waiving =
  (...rules: RuleName[]) =>
  (rule: RuleName) =>
    rules.includes(rule) ? (7 as WaiverId) : null;

const rulesIn = (list: readonly { rule: RuleName }[]): RuleName[] => list.map(({ rule }) => rule);

describe('each rule at its threshold', () => {
  it.each<[RuleName, threshold: Threshold, actual: Actual, expected: 'passed' | 'failed', shown: Threshold]>([
    ['new_critical_max', 0, 0, 'passed', 0],
    ['new_critical_max', 0, 1, 'failed', 1],
    ['new_critical_max', 3, 2, 'passed', 2],
    ['new_critical_max', 3, 3, 'passed', 3],
    ['new_critical_max', 3, 4, 'failed', 4],
    ['new_high_max', 2, 1, 'passed', 1],
    ['new_high_max', 2, 2, 'passed', 2],
    ['new_high_max', 2, 3, 'failed', 3],
    ['complexity_new_max', 15, 14, 'passed', 14],
    ['complexity_new_max', 15, 15, 'passed', 15],
    ['complexity_new_max', 15, 16, 'failed', 16],
    ['duplication_pct_max', 3, 2.99, 'passed', 2.99],
    ['duplication_pct_max', 3, 3, 'passed', 3],
    ['duplication_pct_max', 3, 3.01, 'failed', 3.01],
    ['duplication_pct_max', 3, 3.0004, 'failed', 3.0004],
    ['duplication_pct_max', 0, 0, 'passed', 0],
    ['duplication_pct_max', 0, 0.00001, 'failed', 0.00001],
    ['duplication_pct_max', 100, 100, 'passed', 100],
    ['new_coverage_min', 80, share(5, 5), 'passed', 100],
    ['new_coverage_min', 80, share(4, 5), 'passed', 80],
    ['new_coverage_min', 80, share(79_999, 100_000), 'failed', 79.999],
    ['new_coverage_min', 80, share(724, 1000), 'failed', 72.4],
    ['new_coverage_min', 80, share(80_001, 100_000), 'passed', 80],
    ['new_coverage_min', 100, share(99_999, 100_000), 'failed', 99.999],
    ['new_coverage_min', 100, share(7, 7), 'passed', 100],
    ['new_coverage_min', 0, share(0, 7), 'passed', 0],
    // Neither is 100/3 in floating point: 33.33 is met by a third, 33.34 is not.
    ['new_coverage_min', 33.33, share(1, 3), 'passed', 33.33],
    ['new_coverage_min', 33.34, share(1, 3), 'failed', 33.33],
    // 0.07 * 100 is 7.000000000000001 in floating point.
    ['new_coverage_min', 7, share(7, 100), 'passed', 7],
    ['rating_min', 'C', 'B', 'passed', 'B'],
    ['rating_min', 'C', 'C', 'passed', 'C'],
    ['rating_min', 'C', 'D', 'failed', 'D'],
    ['rating_min', 'A', 'A', 'passed', 'A'],
    ['rating_min', 'A', 'B', 'failed', 'B'],
    ['rating_min', 'E', 'E', 'passed', 'E'],
    ['new_medium_max', 4, 4, 'passed', 4],
    ['new_medium_max', 4, 5, 'failed', 5],
    ['new_total_max', 9, 9, 'passed', 9],
    ['new_total_max', 9, 10, 'failed', 10],
    ['new_security_max', 0, 0, 'passed', 0],
    ['new_security_max', 0, 1, 'failed', 1],
    ['new_duplication_pct_max', 10, share(1, 10), 'passed', 10],
    ['new_duplication_pct_max', 10, share(10_001, 100_000), 'failed', 10.001],
    ['overall_coverage_min', 70, share(7, 10), 'passed', 70],
    ['overall_coverage_min', 70, share(69_999, 100_000), 'failed', 69.999],
    ['coverage_drop_max', 0.5, share(5, 1000), 'passed', 0.5],
    ['coverage_drop_max', 0.5, share(5001, 1_000_000), 'failed', 0.5001],
    ['tests_failed_max', 1, 0, 'passed', 0],
    ['tests_failed_max', 1, 1, 'passed', 1],
    ['tests_failed_max', 1, 2, 'failed', 2],
    ['tests_total_drop_max', 5, 4, 'passed', 4],
    ['tests_total_drop_max', 5, 5, 'passed', 5],
    ['tests_total_drop_max', 5, 6, 'failed', 6],
    ['new_errors_max', 0, 0, 'passed', 0],
    ['new_errors_max', 1, 1, 'passed', 1],
    ['new_errors_max', 0, 1, 'failed', 1],
    ['change_rating_min', 'B', 'A', 'passed', 'A'],
    ['change_rating_min', 'B', 'B', 'passed', 'B'],
    ['change_rating_min', 'A', 'B', 'failed', 'B'],
    ['new_suppressions_max', 2, 1, 'passed', 1],
    ['new_suppressions_max', 2, 2, 'passed', 2],
    ['new_suppressions_max', 2, 3, 'failed', 3],
    ['new_unexplained_suppressions_max', 2, 1, 'passed', 1],
    ['new_unexplained_suppressions_max', 2, 2, 'passed', 2],
    ['new_unexplained_suppressions_max', 2, 3, 'failed', 3],
    ['new_hidden_high_max', 2, 1, 'passed', 1],
    ['new_hidden_high_max', 2, 2, 'passed', 2],
    ['new_hidden_high_max', 2, 3, 'failed', 3],
    ['loosened_settings_max', 2, 1, 'passed', 1],
    ['loosened_settings_max', 2, 2, 'passed', 2],
    ['loosened_settings_max', 2, 3, 'failed', 3],
    ['newly_skipped_tests_max', 2, 1, 'passed', 1],
    ['newly_skipped_tests_max', 2, 2, 'passed', 2],
    ['newly_skipped_tests_max', 2, 3, 'failed', 3],
    ['new_branch_coverage_min', 70, share(69_999, 100_000), 'failed', 69.999],
    ['new_branch_coverage_min', 70, share(7, 10), 'passed', 70],
    ['new_branch_coverage_min', 70, share(3, 4), 'passed', 75],
    ['new_uncovered_max', 10, 9, 'passed', 9],
    ['new_uncovered_max', 10, 10, 'passed', 10],
    ['new_uncovered_max', 10, 11, 'failed', 11],
    ['untested_files_max', 1, 0, 'passed', 0],
    ['untested_files_max', 1, 1, 'passed', 1],
    ['untested_files_max', 1, 2, 'failed', 2],
  ])('%s of %p with %j has %s', (rule, threshold, actual, status, shown) => {
    const policy = { ...DEFAULT_POLICY, [rule]: threshold };
    const verdict = evaluateGate(policy, { ...CLEAN, [rule]: measured(actual) }, UNWAIVED);
    expect(verdict.status).toBe(status);
    const list: readonly unknown[] = status === 'passed' ? verdict.passed : verdict.violations;
    expect(list).toContainEqual(expect.objectContaining({ rule, threshold, actual: shown }));
  });
});

describe('evaluateGate', () => {
  const ALL_BROKEN: GateMeasures = {
    new_critical_max: measured(1),
    new_high_max: measured(3),
    duplication_pct_max: measured(4.2),
    complexity_new_max: measured(16),
    rating_min: measured('D'),
    new_coverage_min: measured(share(362, 500)),
    new_medium_max: measured(5),
    new_total_max: measured(10),
    new_security_max: measured(1),
    new_duplication_pct_max: measured(share(3, 20)),
    overall_coverage_min: measured(share(362, 500)),
    coverage_drop_max: measured(share(1, 100)),
    tests_failed_max: measured(1),
    tests_total_drop_max: measured(713),
    new_errors_max: measured(4),
    change_rating_min: measured('D'),
    new_suppressions_max: measured(4),
    new_unexplained_suppressions_max: measured(1),
    new_hidden_high_max: measured(2),
    loosened_settings_max: measured(5),
    newly_skipped_tests_max: measured(3),
    new_branch_coverage_min: measured(share(1, 2)),
    new_uncovered_max: measured(11),
    untested_files_max: measured(1),
    basis: 'all_lines',
  };

  it('lists violations in the order of the policy, each with its severity', () => {
    expect(evaluateGate(DEFAULT_POLICY, ALL_BROKEN, UNWAIVED)).toEqual({
      status: 'failed',
      passed: [],
      violations: [
        { rule: 'new_critical_max', threshold: 0, actual: 1, severity: 'critical' },
        { rule: 'new_high_max', threshold: 2, actual: 3, severity: 'high' },
        { rule: 'duplication_pct_max', threshold: 3, actual: 4.2, severity: 'high' },
        { rule: 'complexity_new_max', threshold: 15, actual: 16, severity: 'medium' },
        { rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' },
        { rule: 'new_coverage_min', threshold: 80, actual: 72.4, severity: 'medium' },
      ],
      toleratedViolations: [],
      waivedViolations: [],
      skippedRules: [],
      basis: 'all_lines',
    });
  });

  it('lists optional rules after the standing ones, each with its severity, once they are set', () => {
    const policy = { ...FULL_POLICY, overall_coverage_min: 80 };
    expect(evaluateGate(policy, ALL_BROKEN, UNWAIVED).violations.slice(STANDING_RULES.length)).toEqual([
      { rule: 'new_medium_max', threshold: 4, actual: 5, severity: 'medium' },
      { rule: 'new_total_max', threshold: 9, actual: 10, severity: 'medium' },
      { rule: 'new_security_max', threshold: 0, actual: 1, severity: 'high' },
      { rule: 'new_duplication_pct_max', threshold: 10, actual: 15, severity: 'medium' },
      { rule: 'overall_coverage_min', threshold: 80, actual: 72.4, severity: 'medium' },
      { rule: 'coverage_drop_max', threshold: 0.5, actual: 1, severity: 'medium' },
      { rule: 'tests_failed_max', threshold: 0, actual: 1, severity: 'high' },
      { rule: 'tests_total_drop_max', threshold: 5, actual: 713, severity: 'medium' },
      { rule: 'new_errors_max', threshold: 0, actual: 4, severity: 'high' },
      { rule: 'change_rating_min', threshold: 'A', actual: 'D', severity: 'high' },
      { rule: 'new_suppressions_max', threshold: 3, actual: 4, severity: 'medium' },
      { rule: 'new_unexplained_suppressions_max', threshold: 0, actual: 1, severity: 'high' },
      { rule: 'new_hidden_high_max', threshold: 1, actual: 2, severity: 'high' },
      { rule: 'loosened_settings_max', threshold: 2, actual: 5, severity: 'medium' },
      { rule: 'newly_skipped_tests_max', threshold: 2, actual: 3, severity: 'high' },
      { rule: 'new_branch_coverage_min', threshold: 70, actual: 50, severity: 'medium' },
      { rule: 'new_uncovered_max', threshold: 10, actual: 11, severity: 'medium' },
      { rule: 'untested_files_max', threshold: 0, actual: 1, severity: 'medium' },
    ]);
  });

  describe('of a change whose base breaks a rule already', () => {
    const baseHas = (actual: Actual) => () => ({ actual, hasGrown: null, isBreachTolerated: true });
    it.each<[string, RuleName, Threshold, actual: Actual, base: Actual, 'tolerated' | 'violated', unknown]>([
      ['as bad as the base', 'duplication_pct_max', 3, 4.2, 4.2, 'tolerated', 4.2],
      ['better, and still broken', 'duplication_pct_max', 3, 4.2, 9, 'tolerated', 9],
      ['worse by a hair', 'duplication_pct_max', 3, 4.2001, 4.2, 'violated', null],
      ['broken by the change', 'duplication_pct_max', 3, 4.2, 3, 'violated', null],
      ['the same letter', 'rating_min', 'C', 'D', 'D', 'tolerated', 'D'],
      ['a worse letter', 'rating_min', 'C', 'E', 'D', 'violated', null],
      ['lower coverage', 'overall_coverage_min', 80, share(7, 10), share(70_001, 100_000), 'violated', null],
      ['equal coverage of other lines', 'overall_coverage_min', 80, share(7, 10), share(14, 20), 'tolerated', 70],
    ])('takes a measure that is %s', (_, rule, threshold, actual, base, expected, shown) => {
      const policy = withThresholds(DEFAULT_POLICY, [[rule, threshold]]);
      const verdict = evaluateGate(policy, { ...CLEAN, [rule]: measured(actual) }, UNWAIVED, baseHas(base));
      expect(rulesIn(verdict.violations)).toEqual(expected === 'violated' ? [rule] : []);
      expect(verdict.toleratedViolations.map(({ baseActual }) => baseActual)).toEqual(shown === null ? [] : [shown]);
    });

    it('uses no waiver that is not needed', () => {
      const verdict = evaluateGate(DEFAULT_POLICY, ALL_BROKEN, waiving('duplication_pct_max'), baseHas(5));
      expect(rulesIn(verdict.waivedViolations)).toEqual([]);
      expect(verdict.toleratedViolations).toContainEqual({
        rule: 'duplication_pct_max',
        threshold: 3,
        actual: 4.2,
        baseActual: 5,
        why: 'base_breaks_it',
      });
    });

    it('tolerates nothing that is owed', () => {
      const measures: GateMeasures = { ...CLEAN, new_coverage_min: { state: 'owed' } };
      expect(evaluateGate(DEFAULT_POLICY, measures, UNWAIVED, baseHas(share(1, 2))).status).toBe('failed');
    });
  });

  it('skips a rule that a failed tool left half measured, unless what is known breaks it', () => {
    const partial = (actual: number): GateMeasures => ({
      ...CLEAN,
      new_high_max: { state: 'partial', reason: 'tool_failed', actual },
    });
    const met = evaluateGate(DEFAULT_POLICY, partial(2), UNWAIVED);
    expect([met.status, met.skippedRules]).toEqual(['passed', [{ rule: 'new_high_max', reason: 'tool_failed' }]]);
    expect(rulesIn(evaluateGate(DEFAULT_POLICY, partial(3), UNWAIVED).violations)).toEqual(['new_high_max']);
  });

  it('passes when every violation is waived, and says by which waiver', () => {
    const verdict = evaluateGate(DEFAULT_POLICY, ALL_BROKEN, waiving(...RULE_NAMES));
    expect(verdict.status).toBe('passed');
    expect(verdict.violations).toEqual([]);
    expect(verdict.waivedViolations[2]).toEqual({
      rule: 'duplication_pct_max',
      threshold: 3,
      actual: 4.2,
      severity: 'high',
      waiverId: 7,
    });
  });

  it('fails when one of several violations is not waived', () => {
    const verdict = evaluateGate(DEFAULT_POLICY, ALL_BROKEN, waiving(...STANDING_RULES.slice(1)));
    expect([verdict.status, rulesIn(verdict.violations)]).toEqual(['failed', ['new_critical_max']]);
  });

  it('does not spend a waiver on a rule that is met', () => {
    const verdict = evaluateGate(DEFAULT_POLICY, CLEAN, waiving(...RULE_NAMES));
    expect(rulesIn(verdict.passed)).toEqual([...STANDING_RULES]);
  });

  it.each(STANDING_RULES)('skips %s when it is switched off, however bad the measure', (rule) => {
    const verdict = evaluateGate({ ...DEFAULT_POLICY, [rule]: null }, ALL_BROKEN, UNWAIVED);
    expect(verdict.skippedRules).toEqual([{ rule, reason: 'disabled' }]);
    expect(rulesIn(verdict.violations)).not.toContain(rule);
  });

  it.each(RULE_NAMES)('skips %s without a measure, with the reason', (rule) => {
    const measures = { ...CLEAN, [rule]: { state: 'missing', reason: 'no_coverage' } };
    const verdict = evaluateGate(FULL_POLICY, measures, UNWAIVED);
    expect(verdict.skippedRules).toEqual([{ rule, reason: 'no_coverage' }]);
    expect(verdict.status).toBe('passed');
  });

  it('fails where coverage is owed, with an actual of null', () => {
    const measures: GateMeasures = { ...CLEAN, new_coverage_min: { state: 'owed' }, basis: null };
    const verdict = evaluateGate(DEFAULT_POLICY, measures, UNWAIVED);
    expect(verdict.violations).toEqual([{ rule: 'new_coverage_min', threshold: 80, actual: null, severity: 'medium' }]);
    expect(verdict.basis).toBeNull();
    expect(evaluateGate(DEFAULT_POLICY, measures, waiving('new_coverage_min')).status).toBe('passed');
    expect(evaluateGate({ ...DEFAULT_POLICY, new_coverage_min: null }, measures, UNWAIVED).status).toBe('passed');
  });

  it('says no basis where coverage is not judged', () => {
    expect(evaluateGate({ ...DEFAULT_POLICY, new_coverage_min: null }, CLEAN, UNWAIVED).basis).toBeNull();
  });

  it('asks for waivers by the exact actual, not by the one on display', () => {
    const asked: [RuleName, Actual | null][] = [];
    evaluateGate(DEFAULT_POLICY, ALL_BROKEN, (rule, actual) => {
      asked.push([rule, actual]);
      return null;
    });
    expect(asked).toContainEqual(['new_coverage_min', share(362, 500)]);
    expect(asked).toHaveLength(6);
  });
});

describe('for any policy, measures and waivers', () => {
  const NOW = new Date('2026-05-01T12:00:00Z');
  const SITUATION = { repoId: 8 as RepoId, prNumber: 142, at: NOW };

  const aCount = fc.nat(5);
  const aPercentage = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
  const aLetter = fc.constantFrom(...RATINGS);
  const aShare = fc
    .tuple(fc.nat(50), fc.integer({ min: 1, max: 50 }))
    .map(([part, total]) => share(Math.min(part, total), total));
  const THRESHOLDS = { count: aCount, percent: aPercentage, letter: aLetter } as const;
  const ACTUALS = { count: aCount, percent: fc.oneof(aPercentage, aShare), letter: aLetter } as const;

  const aPolicy: fc.Arbitrary<GatePolicy> = fc
    .tuple(...RULE_NAMES.map((rule) => fc.option<Threshold>(THRESHOLDS[RULES[rule].kind])))
    .map((thresholds) =>
      withThresholds(
        DEFAULT_POLICY,
        RULE_NAMES.map((rule, at) => [rule, thresholds[at] ?? null] as const),
      ),
    );

  const aMeasure = (rule: RuleName): fc.Arbitrary<Measure> => {
    const actual: fc.Arbitrary<Actual> = ACTUALS[RULES[rule].kind];
    return fc.oneof(
      { weight: 4, arbitrary: actual.map(measured) },
      {
        weight: 1,
        arbitrary: actual.map((known) => ({
          state: 'partial' as const,
          reason: 'tool_failed' as const,
          actual: known,
        })),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...SKIP_REASONS).map((reason) => ({ state: 'missing' as const, reason })),
      },
      { weight: 1, arbitrary: fc.constant({ state: 'owed' as const }) },
    );
  };
  const someMeasures: fc.Arbitrary<GateMeasures> = fc
    .tuple(fc.constantFrom('changed_lines', 'all_lines', null), ...RULE_NAMES.map(aMeasure))
    .map(
      ([basis, ...measures]) =>
        ({ basis, ...Object.fromEntries(RULE_NAMES.map((rule, at) => [rule, measures[at]])) }) as GateMeasures,
    );
  const someBases: fc.Arbitrary<ReadonlyMap<RuleName, Actual | null>> = fc
    .tuple(...RULE_NAMES.map((rule) => fc.option<Actual>(ACTUALS[RULES[rule].kind])))
    .map((actuals) => new Map(RULE_NAMES.map((rule, at) => [rule, actuals[at] ?? null])));

  const inherited = (actual: Actual | null) =>
    actual === null ? null : { actual, hasGrown: null, isBreachTolerated: true };

  const someWaivers: fc.Arbitrary<Waiver[]> = fc
    .array(
      fc.record({
        rule: fc.constantFrom(...RULE_NAMES),
        repoId: fc.constantFrom(null, 8 as RepoId, 9 as RepoId),
        prNumber: fc.constantFrom(null, 142, 143),
        bound: fc.option(fc.record({ count: aCount, letter: aLetter })),
        createdAt: fc.integer({ min: 1, max: 3 }).map((days) => new Date(NOW.getTime() - days)),
        expiresAt: fc.constantFrom(null, NOW, new Date(NOW.getTime() + 1)),
        revokedAt: fc.constantFrom(null, null, NOW),
      }),
      { maxLength: 10 },
    )
    .map((drafts) =>
      drafts.map(({ bound, ...draft }, index) => ({
        ...draft,
        id: (index + 1) as WaiverId,
        maxActual: bound === null ? null : draft.rule === 'rating_min' ? bound.letter : bound.count,
      })),
    );

  const evaluate = (policy: GatePolicy, measures: GateMeasures, waivers: readonly Waiver[]): GateVerdict =>
    evaluateGate(policy, measures, waiverLookup(waivers, SITUATION));

  it('every rule of the policy is in exactly one of the five lists, each in the order of the policy', () => {
    fc.assert(
      fc.property(aPolicy, someMeasures, someWaivers, someBases, (policy, measures, waivers, bases) => {
        const verdict = evaluateGate(policy, measures, waiverLookup(waivers, SITUATION), (rule) =>
          inherited(bases.get(rule) ?? null),
        );
        const { passed, violations, toleratedViolations, waivedViolations, skippedRules } = verdict;
        const lists = [passed, violations, toleratedViolations, waivedViolations, skippedRules].map(rulesIn);
        expect(lists.flat().toSorted()).toEqual(rulesOf(policy).toSorted());
        for (const list of lists) expect(list).toEqual(RULE_NAMES.filter((rule) => list.includes(rule)));
        expect(verdict.status).toBe(violations.length === 0 ? 'passed' : 'failed');
      }),
    );
  });

  it('what is tolerated breaks the threshold, on the base as well, and is no worse than there', () => {
    fc.assert(
      fc.property(aPolicy, someMeasures, someBases, (policy, measures, bases) => {
        const verdict = evaluateGate(
          policy,
          measures,
          () => null,
          (rule) => inherited(bases.get(rule) ?? null),
        );
        for (const { rule, threshold } of verdict.toleratedViolations) {
          const measure = measures[rule];
          const actual = 'actual' in measure ? measure.actual : null;
          const base = bases.get(rule)!;
          expect([isBroken(rule, actual!, threshold), isBroken(rule, base, threshold)]).toEqual([true, true]);
          expect(isBroken(rule, actual!, base)).toBe(false);
        }
      }),
    );
  });

  it('a broken rule is tolerated exactly where the change made it no worse: what it counts did not grow, or its value is no worse', () => {
    fc.assert(
      fc.property(
        someMeasures,
        someBases,
        fc.option(fc.boolean()),
        fc.boolean(),
        (measures, bases, hasGrown, isSwitchedOn) => {
          const baseOf = (rule: RuleName) => {
            const actual = bases.get(rule) ?? null;
            return actual === null ? null : { actual, hasGrown, isBreachTolerated: isSwitchedOn };
          };
          const { violations, toleratedViolations } = evaluateGate(DEFAULT_POLICY, measures, () => null, baseOf);
          const known = [...violations, ...toleratedViolations].flatMap(({ rule, threshold }) => {
            const measure = measures[rule];
            const [actual, base] = ['actual' in measure ? measure.actual : null, bases.get(rule) ?? null];
            return actual === null || base === null ? [] : [{ rule, threshold, actual, base }];
          });
          const expected = known.flatMap(({ rule, threshold, actual, base }) => {
            const isMadeWorse = hasGrown !== false && isBroken(rule, actual, base);
            const isMetOnBase = !isBroken(rule, base, threshold);
            if (isMadeWorse || (!isMetOnBase && !isSwitchedOn)) return [];
            return [[rule, isMetOnBase ? 'only_fewer_lines' : 'base_breaks_it']];
          });
          expect(toleratedViolations.map(({ rule, why }) => [rule, why])).toEqual(expected);
        },
      ),
    );
  });

  it('a stricter policy never turns failed into passed', () => {
    const stricter = (one: GatePolicy, other: GatePolicy): GatePolicy =>
      withThresholds(
        one,
        RULE_NAMES.map((rule) => {
          const [known, wanted] = [thresholdOf(one, rule), thresholdOf(other, rule)];
          return [rule, isLooser(rule, wanted, known) ? known : wanted] as const;
        }),
      );
    fc.assert(
      fc.property(aPolicy, aPolicy, someMeasures, someWaivers, (policy, other, measures, waivers) => {
        fc.pre(evaluate(policy, measures, waivers).status === 'failed');
        expect(evaluate(stricter(policy, other), measures, waivers).status).toBe('failed');
      }),
    );
  });

  it('another waiver never turns passed into failed, and touches no rule that was met or skipped', () => {
    fc.assert(
      fc.property(aPolicy, someMeasures, someWaivers, fc.nat(), (policy, measures, waivers, cut) => {
        const fewer = evaluate(policy, measures, waivers.slice(0, cut % (waivers.length + 1)));
        const more = evaluate(policy, measures, waivers);
        if (fewer.status === 'passed') expect(more.status).toBe('passed');
        expect(more.passed).toEqual(fewer.passed);
        expect(more.skippedRules).toEqual(fewer.skippedRules);
      }),
    );
  });

  it('the order of the waivers never matters', () => {
    const shuffled = someWaivers.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(aPolicy, someMeasures, shuffled, (policy, measures, [waivers, same]) => {
        expect(evaluate(policy, measures, same)).toEqual(evaluate(policy, measures, waivers));
      }),
    );
  });

  it('a violation never shows its threshold as its actual', () => {
    fc.assert(
      fc.property(aPolicy, someMeasures, (policy, measures) => {
        for (const { threshold, actual } of evaluate(policy, measures, []).violations) {
          expect(actual).not.toBe(threshold);
        }
      }),
    );
  });
});
