import { DEFAULT_POLICY } from '../../../domain/gate/policy.js';
import { STANDING_RULES } from '../../../domain/gate/rules.js';
import { toPolicy } from './gate-config.js';

describe('toPolicy', () => {
  it('keeps what is stored, null included, in the order of the rules', () => {
    const stored = { rating_min: 'A', new_coverage_min: null, new_critical_max: 4 } as const;
    const policy = toPolicy(stored);
    expect(Object.keys(policy)).toEqual([...STANDING_RULES]);
    expect(policy).toEqual({ ...DEFAULT_POLICY, ...stored });
  });
});
