/** Terms of the organization for what ends by a day, such as a waiver. */
export interface Terms {
  readonly nowMs: number;
  /** The longest life; null: it may last for ever. */
  readonly maxDays: number | null;
}

const DAY_MS = 86_400_000;
/** Life that a form proposes. */
const USUAL_DAYS = 30;
/** Room for a clock of the service that is behind. */
const CLOCKS_MS = 60_000;

/**
 * Time at which something ends whose last day is `day`, in the reader's zone: the end of that day, or the last moment
 * of it that the organization allows. Null without a day.
 */
export function endOf(day: string, { nowMs, maxDays }: Terms): string | null {
  if (day === '') return null;
  const end = new Date(`${day}T23:59:59`);
  const latest = new Date(maxDays === null ? end : nowMs + maxDays * DAY_MS - CLOCKS_MS);
  return (end > latest && dayOf(latest) === day ? latest : end).toISOString();
}

/** Day that the form proposes as the last one. */
export const usualEnd = ({ nowMs, maxDays }: Terms): string =>
  dayOf(new Date(nowMs + Math.min(USUAL_DAYS, maxDays ?? USUAL_DAYS) * DAY_MS));

/** Day of a time in the reader's zone, as a date field has it. */
export const dayOf = (time: Date): string =>
  [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
