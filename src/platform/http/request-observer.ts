import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../logging/logger.js';
import { bytesSince } from '../observability/connection-bytes.js';
import { factsOf } from '../observability/request-facts.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { type RequestSpan, startRequestSpan, STEP_NAMES, type Timings } from '../observability/spans.js';
import { credentialOf } from '../rate-limit/budget-owner.js';
import { requestIdOf } from '../request/request-context.js';
import type { AuthenticatedRequest } from '../tenancy/authenticated-request.js';
import type { CallerIdentity } from '../tenancy/caller.js';

/** Of answers from a cache one in this number has a line: pipelines that poll would fill the log otherwise. */
const SAMPLING = 100;
/** Seconds from which on a request's line says where its time went. */
const SLOW_SECONDS = 1;
/** Status of a request that ended before its answer did, as proxies name it. */
const CLIENT_CLOSED_REQUEST = 499;

/** A request that has ended. */
interface EndedRequest {
  readonly route: string;
  readonly method: string;
  /** Null where the answer was broken off. */
  readonly status: number | null;
  readonly seconds: number;
  readonly caller: CallerIdentity | null;
}

/** Observes each request from its head to the end of its answer: metrics, one line in the log, a span. */
@Injectable()
export class RequestObserver {
  /** All of its fields are ours: nothing is searched for secrets. */
  private readonly log: Logger;
  private cachedCount = 0;

  constructor(
    private readonly metrics: ServiceMetrics,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.log = logger.child({}, { redact: [] });
  }

  /** The listener, observed. */
  observing(listener: RequestListener): RequestListener {
    return (request, response) => {
      const startedAt = performance.now();
      const span = startRequestSpan(request.method ?? '', request.headers);
      response.once('close', () => {
        const ended = endedRequest(request, response, (performance.now() - startedAt) / 1000);
        this.count(ended);
        span.end(ended.route, ended.status, ended.caller?.orgId ?? null);
        this.write(ended, request, span);
      });
      span.run(() => listener(request, response));
    };
  }

  private count({ route, method, status, seconds }: EndedRequest): void {
    if (status === null) this.metrics.abortedRequests.inc();
    else this.metrics.requestDurations.observe({ route, method, status }, seconds);
  }

  private write({ route, method, status, seconds, caller }: EndedRequest, request: IncomingMessage, span: RequestSpan) {
    const { read, written } = bytesSince(request.socket);
    const level = isProbe(route, status) ? 'debug' : 'info';
    if (!this.log.isLevelEnabled(level) || this.isLeftOut(request)) return;
    this.log[level](
      {
        method,
        route,
        status: status ?? CLIENT_CLOSED_REQUEST,
        ms: Math.round(seconds * 1e6) / 1e3,
        org_id: caller?.orgId ?? null,
        credential: caller && credentialOf(caller),
        bytes_in: read,
        bytes_out: written,
        request_id: requestIdOf(request),
        trace_id: span.traceId,
        ...stepsOf(span.timings, seconds),
      },
      'request',
    );
  }

  private isLeftOut(request: IncomingMessage): boolean {
    if (factsOf(request).isCached !== true) return false;
    this.cachedCount += 1;
    return this.cachedCount % SAMPLING !== 1;
  }
}

/** True for a probe or a scrape that found what it should: several come each second, and all are alike. */
const isProbe = (route: string, status: number | null): boolean =>
  status === 200 && (route === '/metrics' || route === '/api/health' || route.startsWith('/api/health/'));

/** Times of a slow request, and of each that works on a scan, in milliseconds. */
export function stepsOf(timings: Readonly<Timings>, seconds: number): { steps?: Timings } {
  if (seconds < SLOW_SECONDS && !STEP_NAMES.some((name) => name in timings)) return {};
  const rounded = Object.entries(timings).map(([name, ms]) => [name, Math.round(ms * 10) / 10] as const);
  return { steps: Object.fromEntries(rounded) };
}

function endedRequest(request: IncomingMessage, response: ServerResponse, seconds: number): EndedRequest {
  const { route, caller } = factsOf(request);
  return {
    route: route ?? routeOf(request),
    method: request.method ?? '',
    status: response.writableFinished ? response.statusCode : null,
    seconds,
    caller: caller ?? (request as AuthenticatedRequest).caller ?? null,
  };
}

/** The framework's own catch-all is a route without a slash. */
function routeOf(request: IncomingMessage): string {
  const { route } = request as { route?: { path?: unknown } };
  return typeof route?.path === 'string' && route.path.startsWith('/') ? route.path : 'unmatched';
}
