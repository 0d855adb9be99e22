import { type GateVerdict } from './evaluate-gate.js';
import { type Threshold } from './exact-value.js';
import { proposePolicy } from './propose-policy.js';
import { type RuleName, RULES } from './rules.js';

type Lists = Pick<GateVerdict, 'passed' | 'violations'>;

const line = (rule: RuleName, actual: Threshold | null) => ({ rule, threshold: RULES[rule].byDefault, actual });
const propose = (passed: object[], violations: object[]) =>
  proposePolicy({ passed, violations } as unknown as Lists).map(({ rule, today, proposed }) => [rule, today, proposed]);

describe('the policy that a repository meets today', () => {
  it('has the defaults where they are met or not measured', () => {
    expect(propose([line('new_critical_max', 0), line('rating_min', 'B')], [])).toEqual([
      ['new_critical_max', 0, 0],
      ['new_high_max', null, 2],
      ['duplication_pct_max', null, 3],
      ['complexity_new_max', null, 15],
      ['rating_min', 'B', 'C'],
      ['new_coverage_min', null, 80],
    ]);
  });

  it('is rounded to the side on which the repository meets it, and off without a measure', () => {
    const violations = [line('duplication_pct_max', 7.21), line('rating_min', 'E'), line('new_coverage_min', 41.9)];
    expect(propose([], violations).filter(([, today]) => today !== null)).toEqual([
      ['duplication_pct_max', 7.21, 8],
      ['rating_min', 'E', 'E'],
      ['new_coverage_min', 41.9, 41],
    ]);
    expect(propose([], [line('new_coverage_min', null)]).at(-1)).toEqual(['new_coverage_min', null, null]);
  });
});
