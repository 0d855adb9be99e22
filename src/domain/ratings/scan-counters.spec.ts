import fc from 'fast-check';
import type { CountedFinding } from '../findings/counted-finding.js';
import { DEBT_KINDS, PROBLEM_TYPES, SEVERITIES } from '../findings/finding.js';
import { countByType, countFindings, countGated, newInPr, severityCountsOf } from './scan-counters.js';

const aFinding = (traits: Partial<CountedFinding> = {}): CountedFinding => ({
  type: 'bug',
  severity: 'high',
  debtKind: 'other',
  isNew: true,
  isFalsePositive: false,
  isSuppressed: false,
  ...traits,
});

const someFindings = fc.array(
  fc.record({
    type: fc.constantFrom(...PROBLEM_TYPES),
    severity: fc.constantFrom(...SEVERITIES),
    debtKind: fc.constantFrom(...DEBT_KINDS),
    isNew: fc.boolean(),
    isFalsePositive: fc.boolean(),
    isSuppressed: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('countFindings', () => {
  it('counts a new finding among all and among the new ones', () => {
    const counters = countFindings([aFinding({ type: 'security', severity: 'critical' })]);
    expect(counters.all.byType.security.critical).toBe(1);
    expect(counters.new.byType.security.critical).toBe(1);
    expect(counters.new.byDebtKind.other).toBe(1);
  });

  it('counts an inherited finding among all only', () => {
    const counters = countFindings([aFinding({ isNew: false })]);
    expect(counters.all.byType.bug.high).toBe(1);
    expect(counters.new).toEqual(countFindings([]).new);
  });

  it('counts an inherited finding of a rule that is new to the base by itself as well', () => {
    const finding = aFinding({ isNew: false, isOfNewRule: true });
    const { newRules, ...counters } = countFindings([finding, aFinding({ isNew: false })]);
    expect(newRules).toEqual(countFindings([finding]).all);
    expect(counters).toEqual(countFindings([aFinding({ isNew: false }), aFinding({ isNew: false })]));
  });

  it.each(['isFalsePositive', 'isSuppressed'] as const)('counts nothing that %s', (trait) => {
    expect(countFindings([aFinding({ [trait]: true })])).toEqual(countFindings([]));
  });

  it('agrees with filtering the findings by hand', () => {
    fc.assert(
      fc.property(someFindings, (findings) => {
        const counters = countFindings(findings);
        const counted = findings.filter((finding) => !finding.isFalsePositive && !finding.isSuppressed);
        for (const type of PROBLEM_TYPES) {
          const ofType = counted.filter((finding) => finding.type === type);
          expect(countByType(counters.all)[type]).toBe(ofType.length);
          for (const severity of SEVERITIES) {
            const ofBoth = ofType.filter((finding) => finding.severity === severity && finding.isNew);
            expect(severityCountsOf(counters.new, [type])[severity]).toBe(ofBoth.length);
          }
        }
        for (const kind of DEBT_KINDS) {
          expect(counters.all.byDebtKind[kind]).toBe(counted.filter(({ debtKind }) => debtKind === kind).length);
        }
      }),
    );
  });

  it('counts the same in any order, in groups, and after a way through JSON', () => {
    fc.assert(
      fc.property(
        someFindings,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 }),
        (some, counts) => {
          const groups = some.map((finding, at) => ({ ...finding, count: counts[at]! }));
          const whole = countFindings(groups.flatMap(({ count, ...finding }) => new Array(count).fill(finding)));
          expect(countFindings(groups.toReversed())).toEqual(whole);
          expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
        },
      ),
    );
  });
});

describe('newInPr', () => {
  it('counts by severity what is new', () => {
    const counters = countFindings([
      aFinding({ severity: 'critical' }),
      aFinding({ severity: 'critical', type: 'complexity' }),
      aFinding({ severity: 'high' }),
      aFinding({ severity: 'medium', type: 'duplication' }),
      aFinding({ severity: 'low', type: 'dead_code' }),
      aFinding({ severity: 'low', isNew: false }),
    ]);
    expect(newInPr(counters)).toEqual({ critical: 2, high: 1, medium: 1, low: 1, total: 5 });
  });

  it.each<[string, Partial<CountedFinding>]>([
    ['info', { severity: 'info' }],
    ['a coverage gap', { type: 'coverage_gap', severity: 'high' }],
    ['an inherited finding', { isNew: false }],
    ['a false positive', { isFalsePositive: true }],
    ['a suppressed finding', { isSuppressed: true }],
  ])('leaves out %s', (_label, traits) => {
    expect(newInPr(countFindings([aFinding(traits)]))).toEqual({ critical: 0, high: 0, medium: 0, low: 0, total: 0 });
  });

  it('counts all findings by the same measure when all are requested', () => {
    const counters = countFindings([aFinding({ isNew: false }), aFinding({ type: 'coverage_gap' })]);
    expect(countGated(counters.all)).toEqual({ critical: 0, high: 1, medium: 0, low: 0, total: 1 });
  });
});
