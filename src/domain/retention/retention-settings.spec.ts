import { checkEveryMs, withinLimits } from './retention-settings.js';

const SETTINGS = { changeDetailsDays: 30, branchScans: 50, branchDailyDays: 365 };
const DAY_MS = 86_400_000;

it('keeps settings within the limits of the instance, each by itself', () => {
  expect(withinLimits(SETTINGS, { changeDetailsDays: 7, branchScans: 100, branchDailyDays: 365 })).toEqual({
    changeDetailsDays: 7,
    branchScans: 50,
    branchDailyDays: 365,
  });
});

it.each([
  ['a day for long periods', {}, DAY_MS],
  ['a day at a period of four', { changeDetailsDays: 4 }, DAY_MS],
  ['a quarter of a shorter one', { changeDetailsDays: 1 }, DAY_MS / 4],
  ['a quarter of the shorter of two', { changeDetailsDays: 2, branchDailyDays: 1 }, DAY_MS / 4],
  ['a day where no day is kept', { branchDailyDays: 0 }, DAY_MS],
  ['30 s for the shortest', { changeDetailsDays: 0.000001 }, 30_000],
  ['30 s for none at all', { changeDetailsDays: 0 }, 30_000],
])('is checked every %s', (_, settings, expected) => {
  expect(checkEveryMs({ ...SETTINGS, ...settings })).toBe(expected);
});
