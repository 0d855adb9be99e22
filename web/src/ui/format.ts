const LOCALE = 'en';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
const distance = new Intl.RelativeTimeFormat(LOCALE);
const dateTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });

/** A dash: the value is not known. The reason is written beside it. */
export const NONE = '–';

/** A whole number with thousands apart; a dash for null. */
export const formatCount = (value: number | null | undefined): string => (value == null ? NONE : whole.format(value));

/** Percent with the server's digits (at most two), e.g. `88.25 %`; a dash for null. */
export const formatPercent = (value: number | null | undefined): string =>
  value == null ? NONE : `${new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 }).format(value)} %`;

/** Share of two counts in percent, at two digits and rounded as the service rounds; null of nothing. */
export function percentOf(part: number, whole: number): number | null {
  if (whole === 0) return null;
  const doubled = 20_000 * part + whole;
  return (doubled - (doubled % (2 * whole))) / (2 * whole) / 100;
}

/** Share of two counts in percent: a whole is 100 %, and nothing 0 %, only where no line is missing or met. */
export function formatShare(part: number, whole: number): string {
  const percent = percentOf(part, whole);
  if (percent === 100 && part < whole) return '> 99.99 %';
  if (percent === 0 && part > 0) return '< 0.01 %';
  return formatPercent(percent);
}

/** Minutes of work as people say them: `40 min`, `3 h`, `12 d` of eight hours; a dash for null. */
export function formatEffort(minutes: number | null | undefined): string {
  if (minutes == null) return NONE;
  if (minutes < 60) return `${minutes} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${formatCount(Math.round(hours))} h` : `${formatCount(Math.round(hours / 8))} d`;
}

/** A number of bytes in the unit that people read: `3 kB`, `1.4 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
  return `${value} ${['B', 'kB', 'MB', 'GB'][power]!}`;
}

/** The first eight digits of a commit. */
export const shortSha = (sha: string): string => sha.slice(0, 8);

/** A count with its noun: `1 finding`, `2 findings`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Units of distances in days, and the number of days from which each is used. */
const LONG_STEPS = [
  ['year', 365.2425, 365],
  ['month', 30.436875, 61],
] as const;
const SHORT_STEPS = [
  ['hour', 3_600],
  ['minute', 60],
] as const;
const DAY_SECONDS = 86_400;

/** Days of the calendar from one time to another, in the reader's zone. */
const daysBetween = (from: Date, to: Date): number =>
  Math.round((new Date(to).setHours(0, 0, 0, 0) - new Date(from).setHours(0, 0, 0, 0)) / DAY_SECONDS / 1000);

/**
 * A time in relation to now: `20 minutes ago`, `in 14 days`, `just now`. From a day on, days of the calendar count, so that
 * `yesterday` is the day before; months and years are whole ones that have passed.
 */
export function formatAgo(iso: string, nowMs: number = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
  if (Math.abs(seconds) >= DAY_SECONDS) {
    const days = daysBetween(new Date(nowMs), new Date(iso));
    const step = LONG_STEPS.find(([, , least]) => Math.abs(days) >= least);
    if (step === undefined) return relative.format(days, 'day');
    return distance.format(Math.trunc(days / step[1]) || Math.sign(days), step[0]);
  }
  for (const [unit, length] of SHORT_STEPS)
    if (Math.abs(seconds) >= length) return distance.format(Math.trunc(seconds / length), unit);
  return seconds <= 0 ? 'just now' : 'in a moment';
}

/** A point in time to the second, in the reader's zone. */
export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso));

export const formatDay = (iso: string): string => day.format(new Date(iso));

/** A list in words: `a, b and c`. */
export const formatList = (parts: readonly string[]): string =>
  new Intl.ListFormat(LOCALE, { type: 'conjunction' }).format(parts).replace(/, and /, ' and ');
