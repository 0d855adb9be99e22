import { limitedRetention, nextEffect, requestRetention, retentionAt, settingsAfter } from './pending-retention.js';

const settings = { changeDetailsDays: 30, branchScans: 50, branchDailyDays: 365 };
const LIMITS = { changeDetailsDays: 100, branchScans: 100, branchDailyDays: 400 };
const AT = new Date('2026-05-01T12:00:00Z');
const LATER = new Date('2026-05-02T12:00:00Z');
const pending = (value: number, at = AT) => ({ value, effectiveAt: at.toISOString() });
const request = { limits: LIMITS, effectiveAt: AT };

it.each([
  ['longer', 31, { settings: { ...settings, changeDetailsDays: 31 }, periods: {} }],
  ['as long', 30, { settings, periods: {} }],
  ['shorter', 29.9, { settings, periods: { changeDetailsDays: pending(29.9) } }],
])('takes a period that is %s', (_, changeDetailsDays, expected) => {
  expect(requestRetention({ settings, periods: {} }, { changeDetailsDays }, request)).toEqual(expected);
});

it('takes shorter periods at once without a delay', () => {
  const after = requestRetention({ settings, periods: {} }, { branchScans: 0 }, { limits: LIMITS, effectiveAt: null });
  expect(after).toEqual({ settings: { ...settings, branchScans: 0 }, periods: {} });
});

it('leaves periods alone that a request does not name', () => {
  const before = { settings, periods: { branchScans: pending(10), branchDailyDays: pending(7) } };
  const after = requestRetention(before, { branchScans: 20 }, { limits: LIMITS, effectiveAt: LATER });
  expect(after).toEqual({ settings, periods: { branchScans: pending(20, LATER), branchDailyDays: pending(7) } });
});

it('compares with the period in force, which a lower limit shortens', () => {
  const limits = { ...LIMITS, changeDetailsDays: 20 };
  const ask = (days: number) =>
    requestRetention({ settings, periods: {} }, { changeDetailsDays: days }, { limits, effectiveAt: AT });
  expect(ask(20)).toEqual({ settings: { ...settings, changeDetailsDays: 20 }, periods: {} });
  expect(ask(19).periods).toEqual({ changeDetailsDays: pending(19) });
  const lowered = { settings, periods: { changeDetailsDays: pending(25), branchScans: pending(1) } };
  expect(limitedRetention(lowered, limits)).toEqual({
    settings: { ...settings, changeDetailsDays: 20 },
    periods: { branchScans: pending(1) },
  });
});

it.each([
  ['before its time', -1, 30],
  ['at its time', 0, 7],
  ['after its time', 1, 7],
])('has a pending period in force %s', (_, byMs, days) => {
  const before = { settings, periods: { changeDetailsDays: pending(7), branchScans: pending(3, LATER) } };
  const after = retentionAt(before, new Date(AT.getTime() + byMs));
  expect(after.settings).toEqual({ ...settings, changeDetailsDays: days });
  expect(settingsAfter(after)).toEqual({ ...settings, changeDetailsDays: 7, branchScans: 3 });
  expect(nextEffect(after.periods)).toEqual(days === 7 ? LATER : AT);
});

it('has no next effect where nothing is pending', () => {
  expect(nextEffect({})).toBeNull();
});
