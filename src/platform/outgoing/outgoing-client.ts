import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type Span, SpanKind } from '@opentelemetry/api';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import type { OutgoingConfig } from '../config/app-config.js';
import { inSpan } from '../observability/spans.js';
import { AddressRules, type UrlFault } from './address-rules.js';
import { limitedSignal } from './limited-signal.js';
import { AddressNotAllowed, type OutgoingError, toOutgoingError } from './outgoing-error.js';

/** A request to an address that a tenant chose. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Longest time until the whole answer is there. */
  readonly timeoutMs: number;
  /** Bytes of the answer's body that are read; the rest is cut off. */
  readonly maxAnswerBytes: number;
  /** Ends the request early, as a time-out. */
  readonly signal?: AbortSignal;
}

/** An answer of any status but a redirect's. */
export interface OutgoingAnswer {
  readonly status: number;
  /** By their names in lower case; several of one name are joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** True where the body is longer, or broke off. */
  readonly isCut: boolean;
}

/** A request without an answer that counts. */
export interface OutgoingFailure {
  readonly error: OutgoingError;
  /** Of a redirect. */
  readonly status?: number;
}

/** An address as DNS answers it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

const CONNECT_MS = 5_000;
const USER_AGENT = 'quality-gate';

/**
 * Sends requests to addresses that tenants choose. Each connection goes to an address that `AddressRules` admit, judged by the
 * look-up that connects; with a proxy that judges. Redirects are not followed, and times and sizes are bounded
 * (docs/adr/reach.md#targets-of-outgoing-requests).
 */
export class OutgoingClient implements OnApplicationShutdown {
  private readonly rules: AddressRules;
  private readonly dispatcher: Dispatcher;

  /** @param resolve looks up the addresses of a host; tests give another one */
  constructor(
    { allow, proxyUrl }: Pick<OutgoingConfig, 'allow' | 'proxyUrl'>,
    private readonly resolve: Resolve = (host) => lookup(host, { all: true }),
  ) {
    this.rules = new AddressRules(allow);
    // each request bounds its own time
    const times = { headersTimeout: 0, bodyTimeout: 0 };
    this.dispatcher =
      proxyUrl === null
        ? new Agent({ ...times, connect: { timeout: CONNECT_MS, lookup: this.lookUp } })
        : new ProxyAgent({ ...times, uri: proxyUrl, connectTimeout: CONNECT_MS });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** The fault of a URL that needs no look-up to be seen; null where requests may be tried. */
  judgeUrl(url: string): UrlFault | null {
    return this.rules.judgeUrl(url);
  }

  /** Sends a request and reads its answer. Never rejects for what the network or the other side does. */
  async send(sent: OutgoingRequest): Promise<OutgoingAnswer | OutgoingFailure> {
    if (this.judgeUrl(sent.url) !== null) return { error: 'address_not_allowed' };
    // The host alone: paths and queries of webhooks may be secrets.
    const attributes = { 'http.request.method': sent.method, 'server.address': new URL(sent.url).hostname };
    return inSpan('outgoing call', { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const outcome = await this.exchange(sent);
      noteOutcome(span, outcome);
      return outcome;
    });
  }

  private async exchange(sent: OutgoingRequest): Promise<OutgoingAnswer | OutgoingFailure> {
    const { signal, done } = limitedSignal(sent.timeoutMs, sent.signal);
    try {
      const { url, method, headers, body = null, maxAnswerBytes } = sent;
      const answer = await request(url, {
        dispatcher: this.dispatcher,
        method,
        headers: { 'user-agent': USER_AGENT, ...headers },
        body,
        signal,
      });
      return await readAnswer(answer, maxAnswerBytes);
    } catch (error) {
      return { error: toOutgoingError(error) };
    } finally {
      done();
    }
  }

  private readonly lookUp: LookupFunction = (host, options, callback) => {
    this.findAddresses(host).then(
      (found) => {
        if (options.all) callback(null, [...found]);
        else callback(null, found[0]!.address, found[0]!.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };

  private async findAddresses(host: string): Promise<readonly ResolvedAddress[]> {
    const found = await this.resolve(host);
    const admitted = found.filter(({ address }) => this.rules.admits(host, address));
    if (admitted.length === 0) throw new AddressNotAllowed();
    return admitted;
  }
}

function noteOutcome(span: Span, outcome: OutgoingAnswer | OutgoingFailure): void {
  if ('error' in outcome) span.setAttribute('error.type', outcome.error);
  if (outcome.status !== undefined) span.setAttribute('http.response.status_code', outcome.status);
}

async function readAnswer(
  { statusCode: status, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<OutgoingAnswer | OutgoingFailure> {
  // A body that fails after it was read changes nothing.
  body.on('error', () => undefined);
  if (status >= 300 && status < 400 && status !== 304) {
    body.destroy();
    return { error: 'redirect', status };
  }
  const read = await readBody(body, maxBytes);
  return { status, headers: joinHeaders(headers), ...read };
}

/** Reads up to the given bytes of a body. A body that breaks off is cut, too: its status has been answered. */
async function readBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<{ body: Buffer; isCut: boolean }> {
  const pieces: Buffer[] = [];
  let length = 0;
  let isCut = false;
  try {
    for await (const piece of body) {
      pieces.push(piece);
      length += piece.length;
      if (length > maxBytes) break;
    }
  } catch {
    isCut = true;
  }
  return { body: Buffer.concat(pieces).subarray(0, maxBytes), isCut: isCut || length > maxBytes };
}

const joinHeaders = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
