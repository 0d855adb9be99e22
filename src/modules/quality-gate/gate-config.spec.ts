import { DEFAULT_POLICY, RULE_NAMES } from '../../domain/gate/policy.js';
import { toPolicy } from './gate-config.js';

describe('toPolicy', () => {
  it('keeps what is stored, null included, in the order of the rules', () => {
    const stored = { rating_min: 'A', new_coverage_min: null, new_critical_max: 4 } as const;
    const policy = toPolicy(stored);
    expect(Object.keys(policy)).toEqual([...RULE_NAMES]);
    expect(policy).toEqual({ ...DEFAULT_POLICY, ...stored });
  });
});
