import { describe, expect, it } from 'vitest';
import { dayOf, endOf, usualEnd } from './end-day';

const NOON = new Date(2026, 3, 19, 12);
const terms = (maxDays: number | null = null) => ({ nowMs: NOON.getTime(), maxDays });

describe('the end of something by its last day', () => {
  it('is the end of its last day in the zone of the reader', () => {
    expect(new Date(endOf('2026-05-01', terms())!)).toEqual(new Date(2026, 4, 1, 23, 59, 59));
    expect(endOf('', terms(30))).toBeNull();
  });

  it('is within the longest life on the last day that this allows', () => {
    const end = new Date(endOf('2026-05-19', terms(30))!);
    expect(dayOf(end)).toBe('2026-05-19');
    expect(end.getTime()).toBeLessThan(NOON.getTime() + 30 * 86_400_000);
  });

  it('stays beyond the longest life where a later day is chosen, so that the service refuses it', () => {
    expect(new Date(endOf('2026-05-20', terms(30))!)).toEqual(new Date(2026, 4, 20, 23, 59, 59));
  });

  it('is proposed 30 days ahead, or at the longest life', () => {
    expect(usualEnd(terms())).toBe('2026-05-19');
    expect(usualEnd(terms(365))).toBe('2026-05-19');
    expect(usualEnd(terms(7))).toBe('2026-04-26');
  });
});
