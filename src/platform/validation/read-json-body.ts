import type { Request } from 'express';
import { AppError } from '../errors/app-error.js';
import { parseJson } from './parse-json.js';
import { readBody } from './read-body.js';

/** Far above any JSON body of the API; reports have limits of their own. */
const MAX_JSON_BYTES = 1024 * 1024;

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

function isJsonType(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const isJson = type.trim() === 'application/json' || /^application\/[\w.+-]+\+json$/.test(type.trim());
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  return isJson && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}
