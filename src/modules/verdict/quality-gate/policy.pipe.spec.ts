import { DEFAULT_POLICY } from '../../../domain/gate/policy.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { PolicyPipe } from './policy.pipe.js';

const read = (body: object) => new PolicyPipe().transform(body);

function errorsOf(body: object): Record<string, string> {
  try {
    read(body);
  } catch (error) {
    if (error instanceof ValidationFailed)
      return Object.fromEntries((error.extra.errors ?? []).map(({ field, message }) => [field, message]));
    throw error;
  }
  return {};
}

const NOTHING = { enabled: undefined, blockMergeOnFail: undefined, appliesToNewCodeOnly: undefined };

describe('PolicyPipe', () => {
  it('leaves undefined what was left out', () => {
    expect(read({})).toEqual({ policy: undefined, ignoredKeys: [], switches: NOTHING });
  });

  it('fills a policy up with defaults, keeps null, and lists what it drops', () => {
    const { policy, ignoredKeys } = read({ policy: { new_high_max: 0, rating_min: null, new_bugs_max: 3, x: 1 } });
    expect(policy).toEqual({ ...DEFAULT_POLICY, new_high_max: 0, rating_min: null });
    expect(ignoredKeys).toEqual(['new_bugs_max', 'x']);
  });

  it('tells of rules that stand beside the policy instead of in it, but not of what an answer holds', () => {
    const answered = { org_id: 1, policy_version: 'v3', configured: true, saved: true, ignored_keys: [] };
    const body = { ...answered, policy: { y: 1 }, enabled: true, new_high_max: 0, Enabled: true };
    expect(read(body).ignoredKeys).toEqual(['y', 'new_high_max', 'Enabled']);
    expect(read({ new_high_max: 0 })).toEqual({ policy: undefined, ignoredKeys: ['new_high_max'], switches: NOTHING });
  });

  it('reads the switches', () => {
    const body = { enabled: false, block_merge_on_fail: true, applies_to_new_code_only: false };
    expect(read(body).switches).toEqual({ enabled: false, blockMergeOnFail: true, appliesToNewCodeOnly: false });
  });

  it('names every bad field of policy and switches at once', () => {
    const errors = errorsOf({
      policy: {
        new_critical_max: -1,
        new_high_max: 1.5,
        rating_min: 'F',
        new_coverage_min: 100.5,
        duplication_pct_max: '3',
      },
      enabled: 'true',
      block_merge_on_fail: null,
      applies_to_new_code_only: 1,
    });
    expect(Object.keys(errors).sort()).toEqual([
      'applies_to_new_code_only',
      'block_merge_on_fail',
      'enabled',
      'policy.duplication_pct_max',
      'policy.new_coverage_min',
      'policy.new_critical_max',
      'policy.new_high_max',
      'policy.rating_min',
    ]);
    expect(errors.enabled).toBe('must be true or false');
  });

  it.each([[null], [[]], ['strict'], [7], [true]])('refuses %p as a policy', (policy) => {
    expect(Object.keys(errorsOf({ policy }))).toEqual(['policy']);
  });

  it('takes a key named __proto__ for one more unknown key', () => {
    const body = JSON.parse(
      '{"policy": {"__proto__": {"new_high_max": 9}}, "__proto__": {"enabled": false}}',
    ) as object;
    const ignoredKeys = ['__proto__', '__proto__'];
    expect(read(body)).toEqual({ policy: DEFAULT_POLICY, rules: {}, ignoredKeys, switches: NOTHING });
  });
});
