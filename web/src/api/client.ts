import { Problem, type RefusedField } from './problem';

type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;
/** Parameters of a query; absent and null ones are left out, a list repeats its name. */
export type Query = Readonly<Record<string, QueryValue>>;

interface RequestOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request to the API as the signed-in person.
 *
 * @param path below `/api`, e.g. `/overview`
 * @throws Problem for every answer but a success, and where no answer comes
 */
export const send = async <T>(method: string, path: string, options: RequestOptions = {}): Promise<T> =>
  readBody<T>(await request(method, path, options));

/** Reads from the API; see `send`. */
export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  send<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) });

/** An answer that could be waited for, with the seconds after which to ask again where there was no place to wait. */
export interface Waited<T> {
  readonly answer: T;
  readonly retryAfterSeconds: number | null;
}

/** Reads from the API what is answered late; see `send`. */
export async function getWaited<T>(path: string, query: Query, signal: AbortSignal): Promise<Waited<T>> {
  const response = await request('GET', path, { query, signal });
  return { answer: await readBody<T>(response), retryAfterSeconds: retryAfterOf(response) };
}

async function request(method: string, path: string, options: RequestOptions): Promise<Response> {
  const { query = {}, body, headers = {}, signal } = options;
  const init: RequestInit = {
    method,
    headers: { Accept: 'application/json', ...headers },
    credentials: 'same-origin',
  };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { ...init.headers, 'Content-Type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(`/api${path}${queryString(query)}`, init).catch(rethrowAsOffline);
  if (!response.ok) throw await readProblem(response);
  return response;
}

async function readBody<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Seconds of `Retry-After`; null without one. */
function retryAfterOf({ headers }: Response): number | null {
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

/** Query string with its question mark; empty without parameters. */
export function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = (Array.isArray(value) ? value : [value]) as readonly Exclude<QueryValue, readonly unknown[]>[];
    for (const each of values)
      if (each !== undefined && each !== null && each !== '') parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function rethrowAsOffline(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new Problem(0, 'offline', 'The service does not answer. Check the connection, then try again.');
}

/** In place of the service's words, which are for programs as well. */
const SIGNED_OUT = 'You are signed out. Sign in, then try again.';

async function readProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const retryAfterSeconds = retryAfterOf(response);
  const code = typeof body.code === 'string' ? body.code : 'unknown_error';
  const said = typeof body.detail === 'string' ? body.detail : `The service answered ${response.status}.`;
  // The operator finds the cause of a fault by it.
  const isFault = response.status >= 500 && typeof body.request_id === 'string';
  const detail = isFault ? `${said} Request ID: ${body.request_id as string}` : said;
  return new Problem(response.status, code, code === 'unauthenticated' ? SIGNED_OUT : detail, {
    body,
    ...(Array.isArray(body.errors) && { errors: body.errors as RefusedField[] }),
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
  });
}
