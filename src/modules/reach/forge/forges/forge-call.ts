import { type CallOutcome, type JudgedAnswer, judgeForgeAnswer } from '../../../../domain/reporting/judge-answer.js';
import type { OutgoingAnswer } from '../../../../platform/outgoing/answer-reader.js';
import type { Called, ForgeAccess, ForgeRequest, Written } from './forge.js';
import { JsonValue } from './json-value.js';

/** One call of a forge's API. */
export interface ForgeCall {
  readonly method: ForgeRequest['method'];
  /** Below the root of the API; see `pathOf`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a form, in place of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** False for a call that changes nothing though its method is not GET. */
  readonly isWrite?: boolean;
}

/** Answer of a call that succeeded. */
export interface ForgeReply {
  readonly body: JsonValue;
  readonly headers: Readonly<Record<string, string>>;
}

/** Exception of one forge to the rules for all: the outcome that an answer has there; null: no exception. */
export type AnswerException = (status: number, body: JsonValue) => CallOutcome | null;

const noException: AnswerException = () => null;

/** A path of these segments, each encoded. */
export const pathOf = (...segments: readonly (string | number)[]): string =>
  segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');

/** Segments that a URL resolves: a repository of this name would lead to another call. */
const DOT_SEGMENT = /\/(\.|%2e){1,2}(?=\/|$)/i;
/** Text that no header takes, as a token that was pasted with a line break. */
const NO_HEADER = /[^\t\x20-\x7e\x80-\xff]/;

/** Makes one call and judges its answer. A call that cannot be sent as it is meant fails at once. */
export async function callForge(
  { apiUrl, headers, transport }: ForgeAccess,
  call: ForgeCall,
  exceptionOf: AnswerException = noException,
): Promise<Called<ForgeReply>> {
  if (DOT_SEGMENT.test(call.path)) return { ok: false, outcome: { kind: 'give_up', error: 'not_found' } };
  if (Object.values(headers).some((value) => NO_HEADER.test(value)))
    return { ok: false, outcome: { kind: 'give_up', error: 'credentials' } };
  const isWrite = call.isWrite ?? call.method !== 'GET';
  const answer = await transport.send({
    method: call.method,
    url: apiUrl + call.path + toQuery(call.query),
    headers: { accept: 'application/json', ...headers, ...contentType(call) },
    ...toBody(call),
  });
  const judge = (of: JudgedAnswer) => judgeForgeAnswer(of, transport.now(), isWrite);
  if ('error' in answer) return toCalled(judge(answer), null);
  const body = readJson(answer);
  const outcome = exceptionOf(answer.status, body ?? EMPTY) ?? judge(answer);
  if (outcome.kind === 'done' && body === null) return toCalled(judge({ error: 'unreadable' }), null);
  return toCalled(outcome, { body: body ?? EMPTY, headers: answer.headers });
}

const EMPTY = new JsonValue(null);

const toCalled = (outcome: CallOutcome, value: ForgeReply | null): Called<ForgeReply> =>
  outcome.kind === 'done' ? { ok: true, value: value ?? { body: EMPTY, headers: {} } } : { ok: false, outcome };

/** The value that a reply holds, where the call succeeded. An answer without it failed, and may be requested again. */
export function readReply<Value>(
  called: Called<ForgeReply>,
  read: (body: JsonValue, headers: ForgeReply['headers']) => Value | null,
): Called<Value> {
  if (!called.ok) return called;
  const value = read(called.value.body, called.value.headers);
  return value === null
    ? { ok: false, outcome: { kind: 'again', error: 'server', afterMs: null } }
    : { ok: true, value };
}

/** Result of a call that writes, by a reply which names what was written; without a name it is unclear. */
export function readWritten(
  called: Called<ForgeReply>,
  read: (body: JsonValue) => Omit<Written, 'outcome'> | null,
): Written {
  if (!called.ok) return called;
  const written = read(called.value.body);
  return written === null
    ? { outcome: { kind: 'unclear', error: 'server' } }
    : { outcome: { kind: 'done' }, ...written };
}

/** Pages that are looked through at most. */
const MOST_PAGES = 50;

/** The first value that `pick` finds on the pages of a list; null: none. */
export async function findOnPages<Value>(
  readPage: (page: number) => Promise<Called<readonly JsonValue[]>>,
  pageSize: number,
  pick: (item: JsonValue) => Value | null,
): Promise<Called<Value | null>> {
  for (let page = 1; ; page += 1) {
    const called = await readPage(page);
    if (!called.ok) return called;
    const found = called.value.map(pick).find((value) => value !== null) ?? null;
    if (found !== null || called.value.length < pageSize || page === MOST_PAGES) return { ok: true, value: found };
  }
}

function toQuery(query: ForgeCall['query']): string {
  if (query === undefined) return '';
  const texts = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `?${new URLSearchParams(texts).toString()}`;
}

function contentType({ body, form }: ForgeCall): Record<string, string> {
  if (form !== undefined) return { 'content-type': 'application/x-www-form-urlencoded' };
  return body === undefined ? {} : { 'content-type': 'application/json' };
}

function toBody({ body, form }: ForgeCall): Pick<ForgeRequest, 'body'> {
  if (form !== undefined) return { body: new URLSearchParams(form).toString() };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

/** An empty value for an answer without a body; null for one that cannot be read. */
function readJson({ body, isCut }: OutgoingAnswer): JsonValue | null {
  if (isCut) return null;
  return body.length === 0 ? new JsonValue(null) : JsonValue.parse(body);
}
