import { describe, expect, it } from 'vitest';
import { isEndingSoon, isUnused } from './waivers';

const NOW = Date.parse('2026-04-19T12:00:00Z');

describe('the state of a waiver', () => {
  it.each([
    [null, false],
    ['2026-05-03T12:00:00Z', true],
    ['2026-05-03T12:00:01Z', false],
  ])('ends soon within 14 days: %s', (expires_at, isSoon) => {
    expect(isEndingSoon({ expires_at }, NOW)).toBe(isSoon);
  });

  it.each([
    ['2026-04-05T12:00:00Z', 0, true],
    ['2026-04-05T12:00:01Z', 0, false],
    ['2026-01-01T00:00:00Z', 1, false],
  ])('is unused after 14 days without use: %s, %i', (created_at, evaluations, is) => {
    expect(isUnused({ created_at, usage: { evaluations } }, NOW)).toBe(is);
  });
});
