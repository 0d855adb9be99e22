import fc from 'fast-check';
import { DEBT_KINDS, type DebtKind } from '../findings/finding.js';
import { DEBT_MINUTES, technicalDebt } from './tech-debt.js';

const counts = (some: Partial<Record<DebtKind, number>>): Record<DebtKind, number> => ({
  ...(Object.fromEntries(DEBT_KINDS.map((kind) => [kind, 0])) as Record<DebtKind, number>),
  ...some,
});

describe('technicalDebt', () => {
  it.each<[DebtKind, minutes: number]>([
    ['complexity_c', 20],
    ['complexity_d', 45],
    ['complexity_e', 90],
    ['complexity_f', 180],
    ['maintainability_index', 60],
    ['cognitive_complexity', 30],
    ['unused_code', 5],
    ['unused_file', 10],
    ['unused_export', 5],
    ['duplicated_block', 30],
    ['coverage_gap', 15],
    ['other', 10],
  ])('takes for one %s %i minutes', (kind, minutes) => {
    expect(technicalDebt(counts({ [kind]: 1 })).totalMinutes).toBe(minutes);
  });

  it('knows the minutes of every kind', () => {
    expect(Object.keys(DEBT_MINUTES).toSorted()).toEqual([...DEBT_KINDS].toSorted());
  });

  it.each<[label: string, Partial<Record<DebtKind, number>>, minutes: number, hours: number, days: number]>([
    ['nothing', {}, 0, 0, 0],
    ['half an hour', { duplicated_block: 1 }, 30, 0.5, 0.06],
    // 845/60 = 14.0833, 845/480 = 1.7604
    ['odd hours', { complexity_f: 4, complexity_c: 6, unused_code: 1 }, 845, 14.08, 1.76],
    // 65/60 = 1.0833, 65/480 = 0.1354
    ['days from minutes', { unused_code: 13 }, 65, 1.08, 0.14],
    ['one engineer day', { maintainability_index: 8 }, 480, 8, 1],
  ])('of %s', (_label, some, totalMinutes, totalHours, totalEngineerDays) => {
    expect(technicalDebt(counts(some))).toEqual({ totalMinutes, totalHours, totalEngineerDays });
  });

  it('adds up over parts', () => {
    const some = fc.record(Object.fromEntries(DEBT_KINDS.map((kind) => [kind, fc.nat(1000)])));
    fc.assert(
      fc.property(some, some, (one, other) => {
        const both = Object.fromEntries(DEBT_KINDS.map((kind) => [kind, one[kind]! + other[kind]!]));
        const minutesOf = (part: Record<string, number>) => technicalDebt(counts(part)).totalMinutes;
        expect(minutesOf(both)).toBe(minutesOf(one) + minutesOf(other));
      }),
    );
  });
});
