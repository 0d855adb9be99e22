/** Typed access to parsed JSON of unknown shape: a wrong type reads as absent, nothing throws. */
export type JsonObject = Readonly<Record<string, unknown>>;

const EMPTY_OBJECT: JsonObject = Object.freeze({});

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property of that name; inherited ones (`constructor`, `__proto__`) are none of the document's. */
export function ownValue(object: JsonObject, key: string): unknown {
  const value = object[key];
  // Objects inherit functions and their prototype, which no JSON contains. This check is faster than `Object.hasOwn`.
  return typeof value === 'function' || value === Object.prototype ? undefined : value;
}

export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = ownValue(object, key);
  return isJsonObject(value) ? value : EMPTY_OBJECT;
}

export function arrayAt(object: JsonObject, key: string): readonly unknown[] {
  const value = ownValue(object, key);
  return Array.isArray(value) ? value : [];
}

export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  return arrayAt(object, key).filter(isJsonObject);
}

export function stringAt(object: JsonObject, key: string): string | null {
  const value = ownValue(object, key);
  return typeof value === 'string' ? value : null;
}

/** A string with more than white space in it. */
export function nonBlankAt(object: JsonObject, key: string): string | null {
  const value = stringAt(object, key);
  return value !== null && value.trim() !== '' ? value : null;
}

export function numberAt(object: JsonObject, key: string): number | null {
  const value = ownValue(object, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A non-negative integer: an index into an array of the document. */
export function indexAt(object: JsonObject, key: string): number | null {
  const value = numberAt(object, key);
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function stringsAt(object: JsonObject, key: string): readonly string[] {
  return arrayAt(object, key).filter((value) => typeof value === 'string');
}
