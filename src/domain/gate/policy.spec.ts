import fc from 'fast-check';
import { checkThreshold, DEFAULT_POLICY, parsePolicy, thresholdOf } from './policy.js';
import { MAX_COUNT_THRESHOLD, RULE_NAMES, type RuleName, RULES, STANDING_RULES } from './rules.js';

const rulesOf = (kind: string): RuleName[] => RULE_NAMES.filter((rule) => RULES[rule].kind === kind);

const VALUES = {
  count: {
    accepted: [0, 1, 15, MAX_COUNT_THRESHOLD - 1, MAX_COUNT_THRESHOLD],
    refused: [
      -1,
      0.5,
      1.000001,
      MAX_COUNT_THRESHOLD + 1,
      2 ** 53,
      NaN,
      Infinity,
      -Infinity,
      '2',
      true,
      [],
      {},
      'A',
      undefined,
      2n,
    ],
  },
  percent: {
    accepted: [0, 0.01, 3, 72.4, 99.99, 100],
    refused: [-0.01, -1, 100.01, 101, NaN, Infinity, '80', '80%', false, [80], { min: 80 }, 'C', undefined],
  },
  letter: {
    accepted: ['A', 'B', 'C', 'D', 'E'],
    refused: ['F', 'a', '', ' A', 'AA', 0, 1, true, ['A'], {}, undefined],
  },
};

describe('checkThreshold', () => {
  const cases = Object.entries(VALUES).flatMap(([kind, { accepted, refused }]) =>
    rulesOf(kind).map((rule) => ({ rule, accepted: [...accepted, null], refused })),
  );

  it('covers every rule', () => {
    expect(cases.map(({ rule }) => rule).toSorted()).toEqual([...RULE_NAMES].toSorted());
  });

  it.each(cases)('takes for $rule what fits it and null', ({ rule, accepted }) => {
    expect(accepted.filter((value) => checkThreshold(rule, value) !== null)).toEqual([]);
  });

  it.each(cases)('refuses for $rule everything else', ({ rule, refused }) => {
    expect(refused.filter((value) => checkThreshold(rule, value) === null)).toEqual([]);
  });

  it('says what is expected', () => {
    expect(checkThreshold('new_high_max', 1.5)).toBe(
      'must be a whole number from 0 to 2147483647, or null to switch it off',
    );
    expect(checkThreshold('new_coverage_min', 101)).toBe('must be a number from 0 to 100, or null to switch it off');
    expect(checkThreshold('rating_min', 'F')).toBe(
      'must be one of the letters A, B, C, D and E, or null to switch it off',
    );
  });
});

describe('parsePolicy', () => {
  it('takes the defaults for what is left out', () => {
    expect(parsePolicy({ new_high_max: 0, rating_min: 'B' })).toEqual({
      policy: { ...DEFAULT_POLICY, new_high_max: 0, rating_min: 'B' },
      named: [
        ['new_high_max', 0],
        ['rating_min', 'B'],
      ],
      ignoredKeys: [],
      errors: [],
    });
  });

  it('has the published defaults', () => {
    expect(parsePolicy({}).policy).toEqual({
      new_critical_max: 0,
      new_high_max: 2,
      duplication_pct_max: 3,
      complexity_new_max: 15,
      rating_min: 'C',
      new_coverage_min: 80,
    });
  });

  it('switches off what is null', () => {
    const off = Object.fromEntries(RULE_NAMES.map((rule) => [rule, null]));
    const { policy, ...others } = parsePolicy(off);
    expect(others).toEqual({ named: RULE_NAMES.map((rule) => [rule, null]), ignoredKeys: [], errors: [] });
    expect(policy).toEqual(Object.fromEntries(STANDING_RULES.map((rule) => [rule, null])));
  });

  it('has an optional rule only where it is set', () => {
    const { policy } = parsePolicy({ coverage_drop_max: 0.5, new_total_max: null });
    expect(policy).toEqual({ ...DEFAULT_POLICY, coverage_drop_max: 0.5 });
  });

  it('lists the keys as the policy does, in whatever order they came', () => {
    const { policy } = parsePolicy({ new_coverage_min: 1, new_critical_max: 1 });
    expect(Object.keys(policy)).toEqual([...STANDING_RULES]);
  });

  it('drops unknown keys and says which', () => {
    const { policy, ignoredKeys, errors } = parsePolicy({ nope: 1, new_high_max: 3, NEW_HIGH_MAX: 4, '': null });
    expect(policy).toEqual({ ...DEFAULT_POLICY, new_high_max: 3 });
    expect(ignoredKeys).toEqual(['nope', 'NEW_HIGH_MAX', '']);
    expect(errors).toEqual([]);
  });

  it('names every bad field at once', () => {
    const { errors } = parsePolicy({
      new_critical_max: -1,
      new_high_max: 1.5,
      duplication_pct_max: 101,
      complexity_new_max: '3',
      rating_min: 'F',
      new_coverage_min: NaN,
    });
    expect(errors.map(({ field }) => field)).toEqual(STANDING_RULES.map((rule) => `policy.${rule}`));
    expect(errors.every(({ message }) => message.startsWith('must be'))).toBe(true);
  });

  it.each([[undefined], [null], ['text'], [7], [true], [[]], [[{}]], [new Date(0)], [new Map()]])(
    'refuses %p, which is no plain object',
    (input) => {
      expect(parsePolicy(input)).toMatchObject({ policy: DEFAULT_POLICY, errors: [{ field: 'policy' }] });
    },
  );

  it('reads own keys only', () => {
    const { policy, ignoredKeys, errors } = parsePolicy(
      JSON.parse('{"__proto__":{"new_critical_max":99},"constructor":1,"toString":2}'),
    );
    expect(policy).toEqual(DEFAULT_POLICY);
    expect(ignoredKeys).toEqual(['__proto__', 'constructor', 'toString']);
    expect(errors).toEqual([]);
    expect(({} as Record<string, unknown>).new_critical_max).toBeUndefined();
  });

  it('takes an object without a prototype', () => {
    const input: unknown = Object.assign(Object.create(null), { new_high_max: 9 });
    expect(parsePolicy(input).policy.new_high_max).toBe(9);
  });

  it('makes -0 the 0 that was meant', () => {
    expect(Object.is(parsePolicy({ new_high_max: -0 }).policy.new_high_max, 0)).toBe(true);
  });

  it('takes any JSON without throwing, and reads its own policies back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const { policy, errors } = parsePolicy(input);
        for (const rule of RULE_NAMES) expect(checkThreshold(rule, thresholdOf(policy, rule))).toBeNull();
        if (errors.length === 0) expect(parsePolicy(policy)).toMatchObject({ policy, ignoredKeys: [], errors: [] });
      }),
    );
  });
});
