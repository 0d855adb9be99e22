import type { ApiAnswer } from './api-client.js';

/** A value out of an answer, of whatever shape. */
export type Json = ApiAnswer['body'];

/** A problem document without what may differ between two equal ones. */
export function comparable({ status, body }: ApiAnswer): object {
  const rest: Record<string, unknown> = { ...body, status };
  delete rest.instance;
  delete rest.request_id;
  return rest;
}
