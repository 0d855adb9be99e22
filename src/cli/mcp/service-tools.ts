import { type HttpClient, type HttpRequest } from '../api/http.js';
import { CliError } from '../exit-code.js';

/** Time for one call: a simulation judges a hundred scans. */
const TIME_LIMIT_MS = 60_000;
/** Time for the list of tools, for which a client waits at its start. */
const LIST_TIME_LIMIT_MS = 5_000;
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-11-25',
};

type Repeats = NonNullable<HttpRequest['repeats']>;

/** Sends a message of the protocol to the service. @throws {CliError} where the service does not answer */
export type AskService = (method: string, params: object, repeats: Repeats) => Promise<unknown>;

/**
 * Sends messages to the service with a connection for each, since an access token lasts minutes. Messages that come while a
 * connection is made share it: a refresh token is used once.
 */
export function serviceAsker(connect: () => Promise<HttpClient>): AskService {
  let connecting: Promise<HttpClient> | undefined;
  return async (method, params, repeats) => {
    connecting ??= connect().finally(() => (connecting = undefined));
    return askService(await connecting, method, params, repeats);
  };
}

/**
 * Sends a message of the protocol to the service and answers its result.
 *
 * @param repeats harmful for a call of a tool that stores something
 */
export async function askService(http: HttpClient, method: string, params: object, repeats: Repeats): Promise<unknown> {
  const { text } = await http.exchange({
    method: 'POST',
    path: '/mcp',
    isBeside: true,
    what: `asking the service (${method})`,
    headers: HEADERS,
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    repeats,
    timeLimitMs: method === 'tools/list' ? LIST_TIME_LIMIT_MS : TIME_LIMIT_MS,
  });
  const { result, error } = JSON.parse(messageOf(text)) as { result?: unknown; error?: { message: string } };
  if (error) throw new CliError('usage', `The service rejects the message: ${error.message}`);
  return result;
}

/** The message of an answer, which is JSON or a stream of one event. */
function messageOf(text: string): string {
  const data = text.split('\n').findLast((line) => line.startsWith('data:'));
  return data === undefined ? text : data.slice('data:'.length);
}
