import { formatTime, parseTime } from './parse-time.js';

describe('parseTime', () => {
  it.each([
    ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T00:00:00.250Z', '2026-05-01T00:00:00.250Z'],
    ['2026-05-01T02:00:00+02:00', '2026-05-01T00:00:00.000Z'],
    ['2028-02-29T12:00:00-00:30', '2028-02-29T12:30:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseTime(text)?.toISOString()).toBe(expected);
  });

  it.each([
    '',
    'tomorrow',
    '2026-05-01',
    '2026-05-01T00:00:00',
    '2026-05-01 00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-01T24:00:00Z',
    '2026-05-01T00:60:00Z',
    '2026-05-01T00:00:00+25:00',
    '1777593600',
  ])('refuses %p', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});

describe('formatTime', () => {
  it('writes whole seconds without a fraction, and keeps one that says something', () => {
    expect(formatTime(new Date('2026-05-01T00:00:00.000Z'))).toBe('2026-05-01T00:00:00Z');
    expect(formatTime(new Date('2026-05-01T00:00:00.120Z'))).toBe('2026-05-01T00:00:00.120Z');
  });
});
