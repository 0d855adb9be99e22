import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../exit-code.js';
import {
  DEFAULT_RETRY,
  delayBeforeRetry,
  isRetryableStatus,
  judgeLoss,
  type Loss,
  type RetryPolicy,
  timeLeft,
  type Tries,
} from '../retry.js';
import { describeAnswer, type HttpAnswer, type Purpose, toApiError } from './api-error.js';
import { withTimeLimit } from './time-limit.js';
import { openTransport, type Transport } from './transport.js';

export interface HttpOptions {
  readonly url: string;
  /** Bearer token, or what answers the one that is valid now; null for none. */
  readonly token: string | (() => Promise<string>) | null;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  /** Variables that name the proxies; without them no proxy is used. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  readonly retry?: RetryPolicy;
  /** Takes a line when a request begins to be retried, and one at times while it is. */
  readonly onRetry?: (message: string) => void;
}

/** Files with the fields beside them, as a form sends them. */
export interface Multipart {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
}

/** Grace for what a person waits for: a server that sends a byte at times must not hold the command. */
export const GRACE_MS = 10_000;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api`, with its query. */
  readonly path: string;
  /** The path is the service's own, beside `/api`. */
  readonly isBeside?: boolean;
  /** Purpose of the request, for messages: "creating the scan". */
  readonly what: string;
  readonly purpose?: Purpose;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Multipart;
  /** Effect of sending the request twice; a harmful one is retried only when the first cannot have arrived. */
  readonly repeats?: 'harmless' | 'harmful';
  readonly timeLimitMs: number;
  /** Limit of all tries together, beyond the time in which others begin. Left out: each try has a limit alone. */
  readonly graceMs?: number;
  /** Overrides the client's signal, for requests that must be sent even after an interrupt. */
  readonly signal?: AbortSignal;
  /** Overrides the client's retries. */
  readonly retry?: RetryPolicy;
}

/** A try that brought no answer, with the reason. */
interface NoAnswer extends Loss {
  readonly lost: string;
}

type Outcome = HttpAnswer | NoAnswer;

/** The successful answer to a request. */
export interface Exchanged extends HttpAnswer {
  /** Time in which the request was retried. */
  readonly retriedMs: number;
}

/**
 * Sends requests to the service and repeats those that failed on the way: network errors and answers that mean "not
 * now". All requests of a scan are safe to repeat (uploads replace, creating carries a key); those that are not are
 * marked, and are repeated only when the service cannot have carried them out.
 */
export class HttpClient {
  private transport: Promise<Transport> | undefined;

  constructor(private readonly options: HttpOptions) {}

  /** As `exchange`, and then the parsed JSON of the answer; null for an empty one. */
  async send(request: HttpRequest): Promise<unknown> {
    return readJson(await this.exchange(request), request.what);
  }

  /**
   * The successful answer to a request.
   *
   * @throws {ApiError} when the service refuses
   * @throws {CliError} of kind `infrastructure` after the last try, `interrupted` when the user ended it
   */
  async exchange(request: HttpRequest): Promise<Exchanged> {
    const policy = request.retry ?? this.options.retry ?? DEFAULT_RETRY;
    const signal = request.signal ?? this.options.signal;
    const endsAt = Date.now() + policy.forMs + (request.graceMs ?? Infinity);
    const retrying = new Retrying(policy, (outcome, leftMs) =>
      this.options.onRetry?.(
        `${request.what}: ${describe(outcome)}, retrying for at most ${Math.ceil(leftMs / 1000)} s`,
      ),
    );
    try {
      for (;;) {
        const outcome = await this.tryOnce(request, signal, Math.min(request.timeLimitMs, endsAt - Date.now()));
        if (signal.aborted) throw interrupted();
        if ('status' in outcome && outcome.isOk) return { ...outcome, retriedMs: retrying.elapsedMs };
        if ('status' in outcome && !isRetryableStatus(outcome.status))
          throw toApiError(outcome, request.what, request.purpose ?? 'other');
        if (request.repeats === 'harmful' && !wasRefused(outcome)) throw mayHaveArrived(outcome, request);
        const delay = retrying.delayAfter(outcome);
        if (delay === null) throw await this.giveUp(outcome, request, retrying);
        await sleep(delay, undefined, { signal }).catch(() => {
          throw interrupted();
        });
      }
    } finally {
      retrying.end();
    }
  }

  /** Makes one try and reads the answer to its end; faults on the way are returned. */
  private async tryOnce(request: HttpRequest, signal: AbortSignal, limitMs: number): Promise<Outcome> {
    this.transport ??= openTransport(this.options.url, this.options.env ?? {});
    const transport = await this.transport;
    const { token: source } = this.options;
    const token = typeof source === 'function' ? await source() : source;
    try {
      return await withTimeLimit(limitMs, signal, async (limited) => {
        const response = await transport.fetch(`${this.options.url}${request.isBeside ? '' : '/api'}${request.path}`, {
          method: request.method,
          headers: {
            accept: 'application/json',
            'user-agent': this.options.userAgent,
            ...(token !== null && { authorization: `Bearer ${token}` }),
            ...request.headers,
          },
          // A redirected POST would become a GET, and a credential does not follow to another address.
          redirect: 'manual',
          signal: limited,
          ...(request.body !== undefined && { body: encode(request.body, transport) }),
        });
        const { status, headers } = response;
        // 304 answers a condition that the request set.
        return { isOk: response.ok || status === 304, status, headers, text: await readText(response) };
      });
    } catch (error) {
      return { lost: describeLoss(error as Error), ...judgeLoss(error as Error) };
    }
  }

  private async giveUp(outcome: Outcome, request: HttpRequest, { count, elapsedMs }: Retrying): Promise<CliError> {
    if ('status' in outcome) return toApiError(outcome, request.what, request.purpose ?? 'other');
    const tries = count === 1 ? '1 try' : `${count} tries in ${Math.round(elapsedMs / 1000)} s`;
    const proxy = (await this.transport)?.proxy ?? null;
    const way = proxy === null ? '' : ` through the proxy ${proxy}`;
    return new CliError(
      'infrastructure',
      `${request.what}: ${this.options.url} cannot be reached${way} after ${tries} (${describe(outcome)}).`,
      outcome.lasting === 'tls'
        ? 'Check --url (QGATE_URL). If the service uses your own certificate authority, name its certificates in NODE_EXTRA_CA_CERTS.'
        : proxy === null
          ? 'Check that the service is running and that --url (QGATE_URL) is correct.'
          : 'Check --url (QGATE_URL) and the proxy. NO_PROXY lists the hosts to reach without a proxy.',
    );
  }
}

/** The tries of one request, with a line of progress while it is retried. */
class Retrying {
  count = 0;
  private readonly startedAt = Date.now();
  private refusedSince: number | null = null;
  private lastNote: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly policy: RetryPolicy,
    private readonly note: (outcome: Outcome, leftMs: number) => void,
  ) {}

  get elapsedMs(): number {
    return this.count === 0 ? 0 : Date.now() - this.startedAt;
  }

  /** Delay before the next try; null: the last one was made. */
  delayAfter(outcome: Outcome): number | null {
    const now = Date.now();
    const isLost = !('status' in outcome);
    this.count += 1;
    this.refusedSince = isLost && outcome.isRefused ? (this.refusedSince ?? now) : null;
    if (isLost && outcome.lasting !== null) return null;
    const tries: Tries = {
      count: this.count,
      elapsedMs: now - this.startedAt,
      refusedForMs: this.refusedSince === null ? null : now - this.refusedSince,
      retryAfter: isLost ? null : outcome.headers.get('retry-after'),
    };
    const delay = delayBeforeRetry(this.policy, tries, now, Math.random());
    const endsAt = now + timeLeft(this.policy, tries);
    this.lastNote = () => this.note(outcome, endsAt - Date.now());
    if (delay !== null && this.timer === undefined) {
      this.lastNote();
      this.timer = setInterval(() => this.lastNote(), this.policy.noteEveryMs);
    }
    return delay;
  }

  end(): void {
    clearInterval(this.timer);
  }
}

/** Longest answer that is read: the SARIF of a scan is the longest that a service has. */
const MAX_ANSWER_BYTES = 256 * 1024 ** 2;

/** @throws Error for an answer over the limit */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`a response over ${MAX_ANSWER_BYTES / 1024 ** 2} MiB`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function encode(body: string | Multipart, transport: Transport): string | FormData {
  if (typeof body === 'string') return body;
  const form = transport.createForm();
  for (const [name, value] of Object.entries(body.fields)) form.set(name, value);
  for (const { name, content } of body.files) form.append('file', new Blob([new Uint8Array(content)]), name);
  return form;
}

/** True when the service certainly did nothing: it was never reached, or answered "too many" or "not now". */
const wasRefused = (outcome: Outcome): boolean =>
  'status' in outcome ? outcome.status === 429 || outcome.status === 503 : outcome.isUnsent;

const mayHaveArrived = (outcome: Outcome, { what }: HttpRequest): CliError =>
  new CliError(
    'infrastructure',
    `${what}: ${describe(outcome)}. The request may have taken effect, so qgate does not repeat it.`,
    'Check the current state before you try again.',
  );

const interrupted = (): CliError => new CliError('interrupted', 'Interrupted.');

const describe = (outcome: Outcome): string => ('status' in outcome ? describeAnswer(outcome) : outcome.lost);

/** `fetch` says only that it failed; the reason is in the cause. */
function describeLoss(error: Error): string {
  if (error.name === 'TimeoutError') return 'no response in time';
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}

/** The parsed JSON of an answer; null for an empty one. */
export function readJson({ text }: HttpAnswer, what: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliError(
      'infrastructure',
      `${what}: the response is not JSON.`,
      'Check that --url (QGATE_URL) is the address of the quality gate service.',
    );
  }
}
