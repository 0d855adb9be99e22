import { isUtf8 } from 'node:buffer';
import type { Request } from 'express';
import { AppError } from '../errors/app-error.js';
import { readBody } from './read-body.js';
import { hasRepeatedKey } from './repeated-key.js';
import { findJsonFault, type JsonFault } from './text.js';

/** Far above any JSON body of the API; reports have limits of their own. */
const MAX_JSON_BYTES = 1024 * 1024;

const FAULTS: Readonly<Record<JsonFault, string>> = {
  too_deep: 'The body nests too deeply.',
  unstorable_text: 'The body holds text with a NUL character or half of a surrogate pair.',
  number_out_of_range: 'The body holds a number out of range.',
  reserved_key: 'The body has a key that no object of ours has: __proto__.',
};

/** The request's JSON body as a value, an absent optional one as `{}`; anything else is a 400 that says why. */
export async function readJsonBody(request: Request, options: { isOptional: boolean }): Promise<object> {
  const bytes = await readBody(request, MAX_JSON_BYTES);
  if (bytes.length === 0) {
    if (options.isOptional) return {};
    throw new AppError('malformed_json', 'Send a JSON object as the body, with Content-Type: application/json.');
  }
  if (!isJsonType(request.get('content-type')))
    throw new AppError('unsupported_content_type', 'Send the body as application/json in UTF-8.');
  return parseJson(bytes);
}

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
  const fault = findJsonFault(value);
  if (fault) throw new AppError('malformed_json', FAULTS[fault]);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('malformed_json', 'The body must be a JSON object.');
  if (hasRepeatedKey(text)) throw new AppError('malformed_json', 'An object in the body has the same key twice.');
  return value;
}

function isJsonType(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const isJson = type.trim() === 'application/json' || /^application\/[\w.+-]+\+json$/.test(type.trim());
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  return isJson && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}
