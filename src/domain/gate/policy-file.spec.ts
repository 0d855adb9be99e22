import fc from 'fast-check';
import { YAML_LIMITS } from '../scanning/yaml-limits.js';
import { checkThreshold, DEFAULT_POLICY, type GatePolicy, thresholdOf } from './policy.js';
import { applyPolicyFile } from './policy-file.js';
import { isLooser, RULE_NAMES } from './rules.js';

const BASE: GatePolicy = { ...DEFAULT_POLICY, new_high_max: 7, rating_min: 'B' };

const KEPT = 'is ignored';

/** The file's policy, and the warnings as texts. */
function apply(base: GatePolicy, file: string) {
  const { policy, warnings } = applyPolicyFile(base, file);
  return { policy, warnings: warnings.map(({ message }) => message) };
}

describe('applyPolicyFile', () => {
  it('lays the file over the organization', () => {
    const file = '# ours\nnew_high_max: 1\nrating_min: A\nduplication_pct_max: 2.5\nnew_coverage_min: ~\n';
    expect(apply(BASE, file)).toEqual({
      policy: { ...BASE, new_high_max: 1, rating_min: 'A', duplication_pct_max: 2.5, new_coverage_min: null },
      warnings: [],
    });
  });

  it.each([
    ['nothing', ''],
    ['a comment', '# later\n'],
    ['an empty document', '---\n'],
    ['blanks', '  \n\n'],
    ['a byte order mark', '\uFEFF'],
  ])('changes nothing by %s', (_label, file) => {
    expect(apply(BASE, file)).toEqual({ policy: BASE, warnings: [] });
  });

  it.each<[label: string, file: string, warning: string]>([
    ['an unknown key', 'nope: 1', 'policy file: unknown key "nope" is dropped'],
    ['a switch', 'enabled: false', 'policy file: unknown key "enabled" is dropped'],
    ['a nested policy', 'policy:\n  new_high_max: 1', 'policy file: unknown key "policy" is dropped'],
    ['a merge key', '<<: {new_high_max: 0}', 'policy file: a key that is not a rule is dropped'],
    ['a key of __proto__', '__proto__: {new_high_max: 1}', 'policy file: unknown key "__proto__" is dropped'],
    ['a key that is a list', '? [new_high_max]\n: 1', 'policy file: a key that is not a rule is dropped'],
  ])('drops %s', (_label, file, warning) => {
    const { policy, warnings } = apply(BASE, file);
    expect(policy).toEqual(BASE);
    expect(warnings).toContain(warning);
  });

  it.each<[label: string, file: string, key: string]>([
    ['a negative', 'new_high_max: -1', 'new_high_max'],
    ['a fraction', 'new_high_max: 1.5', 'new_high_max'],
    ['quoted digits', 'new_high_max: "1"', 'new_high_max'],
    ['a nested value', 'new_high_max: {max: 1}', 'new_high_max'],
    ['a list', 'new_high_max: [1]', 'new_high_max'],
    ['not a number', 'new_coverage_min: .nan', 'new_coverage_min'],
    ['infinity', 'new_coverage_min: .inf', 'new_coverage_min'],
    ['over a hundred', 'new_coverage_min: 100.01', 'new_coverage_min'],
    ['a small letter', 'rating_min: b', 'rating_min'],
    ['no value', 'rating_min:', 'rating_min'],
    ['a key given twice', 'new_high_max: 0\nnew_high_max: 1', 'new_high_max'],
    ['a key given three times', 'new_high_max: 0\nnew_high_max: 1\nnew_high_max: 0', 'new_high_max'],
  ])('keeps the organization for %s, and takes the rest', (_label, file, key) => {
    const { policy, warnings } = apply(BASE, `${file}\nnew_critical_max: 5\n`);
    expect(policy).toEqual({ ...BASE, new_critical_max: 5 });
    expect(warnings.filter((warning) => warning.startsWith(`policy file: ${key} `)).length).toBeGreaterThan(0);
    expect(warnings.at(-1)).toMatch(/the organization's value stays$/);
  });

  it('says by a code whether a key or the whole file is left out', () => {
    const codesOf = (file: string) => applyPolicyFile(BASE, file).warnings.map(({ code }) => code);
    expect(codesOf('nope: 1\nnew_high_max: -1')).toEqual(['policy_file_key_dropped', 'policy_file_key_dropped']);
    expect(codesOf('- a list')).toEqual(['policy_file_ignored']);
  });

  it('reads null and ~ as off, since somebody wrote them', () => {
    expect(apply(BASE, 'new_high_max: null\nrating_min: ~').policy).toMatchObject({
      new_high_max: null,
      rating_min: null,
    });
  });

  it.each<[label: string, file: string]>([
    ['a broken document', 'new_high_max: [1\nrating_min: A'],
    ['a tab for indentation', 'policy:\n\tnew_high_max: 1'],
    ['a list', '- new_high_max'],
    ['a word', 'strict'],
    ['an alias', 'a: &a 1\nnew_high_max: *a'],
    ['2,001 keys and values', 'new_high_max: 1\n' + '? a\n'.repeat(1999)],
    ['two documents', 'new_high_max: 1\n---\nnew_high_max: 2'],
    ['a deep nest', '['.repeat(YAML_LIMITS.bytes)],
    ['deep maps', '{a: '.repeat(16_000)],
  ])('ignores %s as a whole', (_label, file) => {
    const { policy, warnings } = apply(BASE, file);
    expect(policy).toEqual(BASE);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(KEPT);
  });

  it.each([
    ['['.repeat(2000) + ']'.repeat(2000), 'policy file: is nested more than 20 levels deep (line 1); it is ignored'],
    [
      'a: &a 1\nnew_high_max: *a',
      'policy file: uses an alias (line 2) where the value itself is required; it is ignored',
    ],
  ])('says the bound that a file breaks', (file, warning) => {
    expect(apply(BASE, file).warnings).toEqual([warning]);
  });

  it('names the line of a syntax error, and not its text', () => {
    const [warning] = apply(BASE, 'new_high_max: 1\nrating_min: "secret').warnings;
    expect(warning).toBe('policy file: is not valid YAML (line 2); it is ignored');
  });

  it.each<[label: string, padding: number, newHighMax: number | null]>([
    ['one byte below the limit', -1, 1],
    ['at the limit', 0, 1],
    ['one byte over it', 1, BASE.new_high_max],
  ])('reads a file that is %s accordingly', (_label, padding, newHighMax) => {
    const setting = 'new_high_max: 1\n#';
    const file = setting + 'x'.repeat(YAML_LIMITS.bytes - setting.length + padding);
    expect(apply(BASE, file).policy.new_high_max).toBe(newHighMax);
  });

  it('counts bytes, not characters', () => {
    const { warnings } = apply(BASE, `#${'ü'.repeat(YAML_LIMITS.bytes / 2)}`);
    expect(warnings).toEqual([`policy file: is larger than ${YAML_LIMITS.bytes} bytes; it is ignored`]);
  });

  it('answers a file of nonsense shortly', () => {
    const file = Array.from({ length: 2000 }, (_, index) => `k${index}:`).join('\n');
    const { policy, warnings } = apply(BASE, file);
    expect(policy).toEqual(BASE);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe('policy file: 1980 more warnings');
    expect(apply(BASE, `${'k'.repeat(1000)}: 1`).warnings[0]?.length).toBeLessThan(100);
  });

  it.each([
    ['strict', 'policy file: must contain keys and values; it is ignored'],
    ['rating_min:', "policy file: rating_min has no value; the organization's value stays"],
    ['{rating_min}', "policy file: rating_min has no value; the organization's value stays"],
    [
      'rating_min: ""',
      "policy file: rating_min must be one of the letters A, B, C, D and E, or null to switch it off; the organization's value stays",
    ],
    [
      'new_high_max: 0\nnew_high_max: 1',
      "policy file: new_high_max is given more than once; the organization's value stays",
    ],
    [`${'k'.repeat(40)}: 1`, `policy file: unknown key "${'k'.repeat(40)}" is dropped`],
    [`${'k'.repeat(41)}: 1`, 'policy file: a key that is not a rule is dropped'],
  ])('says of %j why', (file, warning) => {
    expect(apply(BASE, file).warnings).toEqual([warning]);
  });

  it('gives up to twenty warnings one by one', () => {
    const file = Array.from({ length: 20 }, (_, index) => `k${index}: 1`).join('\n');
    expect(apply(BASE, file).warnings).toHaveLength(20);
    expect(apply(BASE, file).warnings.at(-1)).toBe('policy file: unknown key "k19" is dropped');
  });

  it('never throws, and gives a policy that holds, whatever the text', () => {
    const line = fc.oneof(
      fc.tuple(fc.constantFrom(...RULE_NAMES), fc.oneof(fc.string(), fc.double(), fc.constantFrom('A', 'F', '~', ''))),
      fc.tuple(fc.string(), fc.string()),
    );
    const file = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(line).map((lines) => lines.map(([key, value]) => `${key}: ${String(value)}`).join('\n')),
    );
    fc.assert(
      fc.property(file, (text) => {
        const { policy } = apply(BASE, text);
        for (const rule of RULE_NAMES) expect(checkThreshold(rule, thresholdOf(policy, rule))).toBeNull();
      }),
    );
  });
});

describe('the organization decides how far a file counts', () => {
  const FILE = [
    'new_critical_max: 999',
    'new_high_max: 1',
    'duplication_pct_max: ~',
    'complexity_new_max: 15',
    'rating_min: C',
    'new_coverage_min: 90',
    'new_total_max: 40',
    'new_security_max: -1',
  ].join('\n');

  it('any: every value that fits', () => {
    const { policy, effect, warnings } = applyPolicyFile(BASE, FILE, 'any');
    expect(policy).toEqual({
      ...BASE,
      new_critical_max: 999,
      new_high_max: 1,
      duplication_pct_max: null,
      rating_min: 'C',
      new_coverage_min: 90,
      new_total_max: 40,
    });
    expect(effect).toEqual({
      mode: 'any',
      applied: [
        'new_critical_max',
        'new_high_max',
        'duplication_pct_max',
        'rating_min',
        'new_coverage_min',
        'new_total_max',
      ],
      ignored: [{ rule: 'new_security_max', value: -1, reason: 'invalid' }],
    });
    expect(warnings.map(({ code }) => code)).toEqual(['policy_file_key_dropped']);
  });

  it('tighten_only: what is stricter, and a warning for each key that is looser', () => {
    const { policy, effect, warnings } = applyPolicyFile(BASE, FILE, 'tighten_only');
    expect(policy).toEqual({ ...BASE, new_high_max: 1, new_coverage_min: 90, new_total_max: 40 });
    expect(effect).toEqual({
      mode: 'tighten_only',
      applied: ['new_high_max', 'new_coverage_min', 'new_total_max'],
      ignored: [
        { rule: 'new_critical_max', value: 999, reason: 'looser' },
        { rule: 'duplication_pct_max', value: null, reason: 'looser' },
        { rule: 'rating_min', value: 'C', reason: 'looser' },
        { rule: 'new_security_max', value: -1, reason: 'invalid' },
      ],
    });
    expect(warnings.filter(({ code }) => code === 'policy_file_looser')).toHaveLength(3);
  });

  it('ignored: nothing, in one warning', () => {
    const { policy, effect, warnings } = applyPolicyFile(BASE, 'new_high_max: 1\nnew_total_max: 40', 'ignored');
    expect(policy).toEqual(BASE);
    expect(effect).toEqual({
      mode: 'ignored',
      applied: [],
      ignored: [
        { rule: 'new_high_max', value: 1, reason: 'ignored' },
        { rule: 'new_total_max', value: 40, reason: 'ignored' },
      ],
    });
    expect(warnings.map(({ code }) => code)).toEqual(['policy_file_ignored']);
  });

  it('turns a rule on that is off, under tighten_only as well', () => {
    const off = { ...BASE, new_coverage_min: null };
    expect(applyPolicyFile(off, 'new_coverage_min: 10', 'tighten_only').policy.new_coverage_min).toBe(10);
  });

  it('repeats neither keys of other characters nor texts for values', () => {
    const { effect, warnings } = applyPolicyFile(BASE, '"::error::x": 1\nNEW: 1\nnew_high_max: "::error::"', 'any');
    expect(JSON.stringify([effect, warnings])).not.toMatch(/::error|NEW/);
    expect(effect.ignored).toEqual([{ rule: 'new_high_max', value: null, reason: 'invalid' }]);
  });

  it('never asks less than the configured policy under tighten_only', () => {
    const aValue = fc.oneof(fc.nat(100), fc.constantFrom('A', 'C', 'E', '~', '-1', 'x'));
    const aFile = fc.array(fc.tuple(fc.constantFrom(...RULE_NAMES), aValue)).map((keys) => keys.map(([rule, value]) => `${rule}: ${value}`).join('\n')); // prettier-ignore
    fc.assert(
      fc.property(aFile, (file) => {
        const { policy } = applyPolicyFile(BASE, file, 'tighten_only');
        for (const rule of RULE_NAMES)
          expect(isLooser(rule, thresholdOf(policy, rule), thresholdOf(BASE, rule))).toBe(false);
      }),
    );
  });
});
