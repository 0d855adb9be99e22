import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type Span, SpanKind } from '@opentelemetry/api';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { OutgoingConfig } from '../config/app-config.js';
import { inSpan } from '../observability/spans.js';
import { AddressRules, type UrlFault } from './address-rules.js';
import { AnswerReader, type OutgoingAnswer, type OutgoingFailure } from './answer-reader.js';
import { AddressNotAllowed, toOutgoingError } from './outgoing-error.js';

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

/** An address as DNS answers it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

const CONNECT_MS = 5_000;
const USER_AGENT = 'quality-gate';
/** URLs whose parts are remembered: a webhook's is the same for each of its deliveries. */
const KNOWN_URLS = 1_000;

/** A URL as it was judged: its parts, or its fault. */
type Target = { readonly origin: string; readonly path: string; readonly hostname: string } | UrlFault;

/**
 * Sends requests to addresses that tenants choose. Each connection goes to an address that `AddressRules` admit, judged by the
 * look-up that connects; with a proxy that judges. Redirects are not followed, and times and sizes are bounded
 * (docs/adr/reach.md#targets-of-outgoing-requests).
 */
export class OutgoingClient implements OnApplicationShutdown {
  private readonly rules: AddressRules;
  private readonly dispatcher: Dispatcher;
  private readonly targets = new Map<string, Target>();

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
    const target = this.targetOf(sent.url);
    if ('code' in target) return { error: 'address_not_allowed' };
    // The host alone: paths and queries of webhooks may be secrets.
    const attributes = { 'http.request.method': sent.method, 'server.address': target.hostname };
    return inSpan('outgoing call', { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const outcome = await this.exchange(target, sent);
      noteOutcome(span, outcome);
      return outcome;
    });
  }

  private targetOf(text: string): Target {
    const known = this.targets.get(text);
    if (known !== undefined) return known;
    const target = this.judgeUrl(text) ?? toTarget(new URL(text));
    if (this.targets.size >= KNOWN_URLS) this.targets.clear();
    this.targets.set(text, target);
    return target;
  }

  private async exchange(
    { origin, path }: Exclude<Target, UrlFault>,
    { method, headers, body, timeoutMs, maxAnswerBytes, signal }: OutgoingRequest,
  ): Promise<OutgoingAnswer | OutgoingFailure> {
    if (signal?.aborted === true) return { error: 'timeout' };
    let timer: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    try {
      return await new Promise<OutgoingAnswer | OutgoingFailure>((resolve, reject) => {
        const reader = new AnswerReader(maxAnswerBytes, resolve, reject);
        stop = () => {
          reader.stop();
        };
        timer = setTimeout(stop, timeoutMs);
        signal?.addEventListener('abort', stop);
        this.dispatcher.dispatch(
          {
            origin,
            path,
            method,
            headers: { 'user-agent': USER_AGENT, ...headers },
            ...(body !== undefined && { body }),
          },
          reader,
        );
      });
    } catch (error) {
      return { error: toOutgoingError(error) };
    } finally {
      clearTimeout(timer);
      if (stop) signal?.removeEventListener('abort', stop);
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

const toTarget = ({ origin, pathname, search, hostname }: URL): Target => ({
  origin,
  path: pathname + search,
  hostname,
});
