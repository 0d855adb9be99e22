import { type JsonObject, objectsAt, stringAt } from './json-value.js';

/**
 * True when the tool's user suppressed the result (SARIF 2.1.0, section 3.27.23): at least one suppression that is
 * accepted or has no status, and none that is under review or rejected.
 */
export function isSuppressed(result: JsonObject): boolean {
  const suppressions = objectsAt(result, 'suppressions');
  return suppressions.length > 0 && suppressions.every((suppression) => IN_FORCE.has(stringAt(suppression, 'status')));
}

const IN_FORCE: ReadonlySet<string | null> = new Set([null, 'accepted']);
