/** Text of a parameter in an address, whose reader takes one such as `2024` for a number; undefined for an empty one and for anything else. */
export const textOf = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;
