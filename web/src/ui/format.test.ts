import { describe, expect, it } from 'vitest';
import {
  countOf,
  formatAgo,
  formatBytes,
  formatCount,
  formatEffort,
  formatList,
  formatPercent,
  formatShare,
  percentOf,
} from './format';

const NOW = Date.parse('2026-01-10T12:00:00Z');

describe('formats', () => {
  it('shows what is not known as a dash, never as 0', () => {
    expect([formatCount(null), formatPercent(undefined), formatEffort(null)]).toEqual(['–', '–', '–']);
    expect([formatCount(0), formatPercent(0), formatEffort(0)]).toEqual(['0', '0 %', '0 min']);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_449_000, '1.4 MB'],
    [5_000_000_000_000, '5,000 GB'],
  ])('shows %d bytes in their unit', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  it('shows percent as the service rounded it', () => {
    expect([88.25, 100, 0.01].map(formatPercent)).toEqual(['88.25 %', '100 %', '0.01 %']);
  });

  it.each([
    [2, 3, 66.67],
    [1, 3, 33.33],
    [1, 8, 12.5],
    [1, 20_000, 0.01],
    [0, 7, 0],
    [7, 7, 100],
    [0, 0, null],
  ])('%i of %i is %s percent, as the service rounds', (part, whole, percent) => {
    expect(percentOf(part, whole)).toBe(percent);
  });

  it.each([
    [66_666, 100_000, '66.67 %'],
    [99_999, 100_000, '> 99.99 %'],
    [1, 100_000, '< 0.01 %'],
    [7, 7, '100 %'],
    [0, 7, '0 %'],
    [0, 0, '–'],
  ])('%i of %i is shown as %s: no rounding makes a whole, or nothing', (part, whole, words) => {
    expect(formatShare(part, whole)).toBe(words);
  });

  it.each([
    ['2026-01-10T11:59:30Z', 'just now'],
    ['2026-01-10T11:40:00Z', '20 minutes ago'],
    ['2026-01-09T12:00:00Z', 'yesterday'],
    ['2026-01-08T13:00:00Z', '2 days ago'],
    ['2026-01-13T12:00:00Z', 'in 3 days'],
    ['2026-01-24T12:00:00Z', 'in 14 days'],
    ['2026-02-07T12:00:00Z', 'in 28 days'],
    ['2025-12-06T12:00:00Z', '35 days ago'],
    ['2026-03-11T12:00:00Z', 'in 60 days'],
    ['2026-03-12T12:00:00Z', 'in 2 months'],
    ['2027-01-09T12:00:00Z', 'in 11 months'],
    ['2027-01-10T12:00:00Z', 'in 1 year'],
    ['2024-01-10T12:00:00Z', '2 years ago'],
  ])('%s is %s', (at, words) => {
    expect(formatAgo(at, NOW)).toBe(words);
  });

  it.each([
    [59, '59 min'],
    [60, '1 h'],
    [625, '10 h'],
    [2880, '6 d'],
  ])('%i minutes are %s', (minutes, words) => {
    expect(formatEffort(minutes)).toBe(words);
  });

  it('counts with the noun in the right number', () => {
    expect([countOf(1, 'finding'), countOf(2000, 'repository', 'repositories')]).toEqual([
      '1 finding',
      '2,000 repositories',
    ]);
    expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  });
});
