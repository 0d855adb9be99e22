import type { Request } from 'express';
import { AppError } from '../errors/app-error.js';
import type { Reservation } from '../overload/upload-memory-budget.js';
import { brokenBound, type JsonBounds } from '../validation/json-bounds.js';
import { parseJson } from '../validation/parse-json.js';
import { readBody } from '../validation/read-body.js';

/**
 * The largest settings have some 16,000 values in lists of 2,000. Libraries take quadratic time for the keys of an object, and some µs for each
 * entry that they refuse.
 */
const BODY_BOUNDS: JsonBounds = { depth: 32, values: 20_000, keys: 1_000, entries: 2_500 };

const TOO_MUCH: Readonly<Record<keyof JsonBounds, string>> = {
  depth: `The body is nested more than ${BODY_BOUNDS.depth} levels deep.`,
  values: `The body has more than ${BODY_BOUNDS.values} values.`,
  keys: `An object in the body has more than ${BODY_BOUNDS.keys} keys.`,
  entries: `A list in the body has more than ${BODY_BOUNDS.entries} entries.`,
};

/**
 * The request's JSON body as a value, an absent optional one as `{}`; anything else is a 400 that says why.
 *
 * @param reservation memory for the body, resized to what it takes
 */
export async function readJsonBody(
  request: Request,
  reservation: Reservation,
  options: { isOptional: boolean },
): Promise<object> {
  const bytes = await readBody(request, reservation.limit);
  await reservation.resize(bytes.length);
  if (bytes.length === 0) {
    if (options.isOptional) return {};
    throw new AppError('malformed_json', 'Send a JSON object as the body, with Content-Type: application/json.');
  }
  if (!isJsonType(request.get('content-type')))
    throw new AppError('unsupported_content_type', 'Send the body as application/json in UTF-8.');
  return parseBody(bytes);
}

/** The JSON object in a body that is parsed on the thread that answers requests. */
export function parseBody(bytes: Buffer): object {
  const bound = brokenBound(bytes, BODY_BOUNDS);
  if (bound !== null) throw new AppError('malformed_json', TOO_MUCH[bound]);
  return parseJson(bytes);
}

function isJsonType(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const isJson = type.trim() === 'application/json' || /^application\/[\w.+-]+\+json$/.test(type.trim());
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  return isJson && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}
