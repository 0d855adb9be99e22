import type { ApiAnswer } from './api-client.js';

/** A value out of an answer, of whatever shape. */
export type Json = ApiAnswer['body'];

/** The body of an answer that has to be a success; throws the text of any other. */
export async function ok(answer: Promise<ApiAnswer>): Promise<Json> {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(text);
  return body;
}

/** A problem document without what may differ between two equal ones. */
export function comparable({ status, body }: ApiAnswer): object {
  const rest: Record<string, unknown> = { ...body, status };
  delete rest.instance;
  delete rest.request_id;
  return rest;
}
