const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** The instant that an ISO 8601 time with its zone names, e.g. `2026-05-01T00:00:00Z`; null for anything else. */
export function parseTime(text: string): Date | null {
  const day = RFC_3339.exec(text)?.[1];
  if (day === undefined || !isRealDay(day)) return null;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** JavaScript reads the 30th of February as a day of March. */
function isRealDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** A time as the specification writes it: whole seconds have no fraction. */
export const formatTime = (time: Date): string => time.toISOString().replace('.000Z', 'Z');
