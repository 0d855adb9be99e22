import { describe, expect, it } from 'vitest';
import { type RulesOfVerdict } from './rule-answers';
import { type About, sentenceOf, type SpokenVerdict } from './sentence';

const CHANGE: About = { kind: 'change' };
const MAIN: About = { kind: 'branch', branch: 'main' };

const NONE: RulesOfVerdict = {
  violations: [],
  tolerated_violations: [],
  waived_violations: [],
  passed_rules: [],
  skipped_rules: [],
  basis: null,
};
const aVerdict = (parts: Partial<SpokenVerdict>): SpokenVerdict => ({
  ...NONE,
  status: 'passed',
  reason: null,
  conclusion: null,
  ...parts,
});
const met = (count: number) =>
  (
    [
      'new_critical_max',
      'new_high_max',
      'duplication_pct_max',
      'complexity_new_max',
      'new_medium_max',
      'new_total_max',
    ] as const
  )
    .slice(0, count)
    .map((rule) => ({ rule, actual: 0, threshold: 0 }));

describe('the sentence of a verdict', () => {
  it('counts the rules that were met', () => {
    expect(sentenceOf(aVerdict({ passed_rules: met(6) }), CHANGE)).toBe('May merge: 6 of 6 rules met.');
  });

  it('speaks of a branch as a branch', () => {
    expect(sentenceOf(aVerdict({ passed_rules: met(6) }), MAIN)).toBe('Clear: main meets 6 of 6 rules.');
  });

  it('says how many rules were waived, tolerated or not judged', () => {
    const verdict = aVerdict({
      passed_rules: met(2),
      waived_violations: [{ rule: 'rating_min', actual: 'D', threshold: 'C', waiver_id: 1 }],
      skipped_rules: [{ rule: 'new_coverage_min', reason: 'no_coverage' }],
    });
    expect(sentenceOf(verdict, CHANGE)).toBe('May merge: 2 of 4 rules met, 1 waived, 1 not judged.');
  });

  it('names each broken rule with the number compared and the number allowed', () => {
    const verdict = aVerdict({
      status: 'failed',
      basis: 'changed_lines',
      violations: [
        { rule: 'new_critical_max', actual: 2, threshold: 0 },
        { rule: 'new_coverage_min', actual: 72.4, threshold: 80 },
      ],
    });
    expect(sentenceOf(verdict, CHANGE)).toBe(
      'May not merge: 2 new critical findings where 0 are allowed; 72.4 % of the added lines are covered, 80 % are required.',
    );
  });

  it.each([
    [{ rule: 'new_high_max', actual: 1, threshold: 1 }, '1 new high finding where 1 is allowed'],
    [{ rule: 'duplication_pct_max', actual: 4.25, threshold: 3 }, '4.25 % duplication, over 3 %'],
    [{ rule: 'rating_min', actual: 'D', threshold: 'C' }, 'rated D, C is required'],
    [{ rule: 'new_coverage_min', actual: null, threshold: 80 }, 'no coverage report names a file, 80 % is required'],
    [
      { rule: 'new_branch_coverage_min', actual: null, threshold: 70 },
      'no coverage report names the changed files, 70 % of the added branches are required',
    ],
    [{ rule: 'new_uncovered_max', actual: null, threshold: 0 }, 'no coverage report names the changed files'],
    [{ rule: 'coverage_drop_max', actual: 1.5, threshold: 0.5 }, '1.5 pt of coverage lost where 0.5 pt is allowed'],
    [{ rule: 'tests_failed_max', actual: 2, threshold: 0 }, '2 tests failed where 0 are allowed'],
    [{ rule: 'tests_failed_max', actual: null, threshold: 0 }, 'no test results were uploaded'],
    [{ rule: 'tests_total_drop_max', actual: 1, threshold: 0 }, '1 test of the base missing where 0 are allowed'],
  ] as const)('%o is %s', (violation, words) => {
    expect(sentenceOf(aVerdict({ status: 'failed', violations: [violation] }), MAIN)).toBe(`Failed: ${words}.`);
  });

  it.each([
    ['timed_out', 'the scan was not completed in time.'],
    ['scan_error', 'the scan failed.'],
    ['tool_failed', 'a tool failed, and what it would have found is not known.'],
    ['missing_tool', 'a report is missing: it was announced, or its tool reported on the base.'],
  ])('is never green where the gate failed without a violated rule: %s', (reason, words) => {
    const verdict = aVerdict({ status: 'failed', reason, passed_rules: met(2) });
    expect(sentenceOf(verdict, MAIN)).toBe(`Failed: ${words}`);
    expect(sentenceOf(verdict, CHANGE)).toBe(`May not merge: ${words}`);
  });

  it('says that a failure does not block the merge in monitor mode', () => {
    const violations = [{ rule: 'new_high_max', actual: 1, threshold: 0 }] as const;
    const verdict = aVerdict({ status: 'failed', conclusion: 'neutral', violations });
    expect(sentenceOf(verdict, CHANGE)).toBe(
      'Failed, not blocking in monitor mode: 1 new high finding where 0 are allowed.',
    );
    expect(sentenceOf(verdict, MAIN)).toBe('Failed: 1 new high finding where 0 are allowed.');
  });

  it('is never green where nothing was judged', () => {
    expect(sentenceOf(aVerdict({ status: null }), CHANGE)).toBe('Not judged yet: the scan is pending.');
    expect(sentenceOf(aVerdict({ status: 'not_configured', reason: 'no_policy' }), CHANGE)).toBe(
      'Not judged: no policy was saved yet.',
    );
  });
});
