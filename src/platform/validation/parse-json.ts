import { isUtf8 } from 'node:buffer';
import { AppError } from '../errors/app-error.js';
import { hasRepeatedKey } from './repeated-key.js';
import { findUnfitJson, type JsonFault, RESERVED_KEYS } from './text.js';

const FAULTS: Readonly<Record<JsonFault, string>> = {
  too_deep: 'The body is nested too deeply.',
  unstorable_text: 'The body contains text with a NUL character or half of a surrogate pair.',
  number_out_of_range: 'The body contains a number out of range.',
  reserved_key: `The body has a key that is not allowed: ${RESERVED_KEYS.join(' or ')}.`,
};

/** The JSON object in `bytes`; anything else is a 400 that says why. */
export function parseJson(bytes: Buffer): object {
  if (!isUtf8(bytes)) throw new AppError('malformed_json', 'The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('malformed_json', 'The body cannot be parsed as JSON.');
  }
  const fault = findUnfitJson(value);
  if (fault) throw new AppError('malformed_json', FAULTS[fault]);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('malformed_json', 'The body must be a JSON object.');
  if (hasRepeatedKey(text)) throw new AppError('malformed_json', 'An object in the body has the same key twice.');
  return value;
}
