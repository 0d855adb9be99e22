/**
 * True when PostgreSQL can store the text: no NUL, no half of a surrogate pair. Other texts are refused at the edge, so
 * that they never fail inside.
 */
export const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Deepest allowed nesting of a JSON body: far beyond any of ours, far below the depth that exhausts a stack. */
const MAX_DEPTH = 32;

/**
 * To assign the one to another object, as a library may, would change that object's prototype; what is called by the
 * other, class-transformer takes for the class that is to be made of the object
 * (docs/adr/reports.md#forbidden-keys-of-json-bodies).
 */
export const RESERVED_KEYS: readonly string[] = ['__proto__', 'constructor'];

export type JsonFault = 'too_deep' | 'unstorable_text' | 'number_out_of_range' | 'reserved_key';

/** Kind of fault that makes a parsed JSON value unfit for the service, or null. */
export function findUnfitJson(value: unknown, depth = 0): JsonFault | null {
  if (typeof value === 'string') return isStorableText(value) ? null : 'unstorable_text';
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'number_out_of_range';
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_DEPTH) return 'too_deep';
  if (Array.isArray(value)) return firstFault(value, depth);
  if (RESERVED_KEYS.some((key) => Object.hasOwn(value, key))) return 'reserved_key';
  return firstFault(Object.keys(value), depth) ?? firstFault(Object.values(value), depth);
}

function firstFault(values: readonly unknown[], depth: number): JsonFault | null {
  for (const value of values) {
    const fault = findUnfitJson(value, depth + 1);
    if (fault) return fault;
  }
  return null;
}
