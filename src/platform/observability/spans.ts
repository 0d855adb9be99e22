import { type Attributes, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AppError } from '../errors/app-error.js';

/** Without an SDK in the process (docs/tracing.md) its spans record nothing. */
const tracer = trace.getTracer('quality-gate');

/** Options of a span. */
export interface SpanOptions {
  readonly kind?: SpanKind;
  /** Ids, counts and names of our own; never a secret or a text of a tenant. */
  readonly attributes?: Attributes;
  /** True for errors by which the work goes on. */
  readonly isExpected?: (error: unknown) => boolean;
}

/**
 * Runs work in a span below the current one, which ends with the work.
 *
 * @param name few values in all
 */
export function inSpan<T>(
  name: string,
  { isExpected, ...options }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      if (!isRefusal(error) && !isExpected?.(error))
        span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** An answer to what was requested, such as 404. */
const isRefusal = (error: unknown): boolean => error instanceof AppError && error.status < 500;

/** Never the message, which may have a text of a tenant. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Span of a request, below that of the client where the request names it (`traceparent`). */
export interface RequestSpan {
  /** Runs work whose spans are below it. */
  run(work: () => void): void;
  /** @param status of the answer; null: there was none */
  end(route: string, status: number | null, orgId: number | null): void;
  /** Id of its trace, 32 hex digits; null where nothing traces and the client names none. */
  readonly traceId: string | null;
}

/** `traceparent` of the W3C: version, trace, span, flags. */
const TRACE_PARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;
const NO_TRACE = '0'.repeat(32);

/** Starts the span of a request. */
export function startRequestSpan(method: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
  const parent = propagation.extract(context.active(), headers);
  const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } };
  const span = tracer.startSpan(method, options, parent);
  return {
    run: (work) => context.with(trace.setSpan(parent, span), work),
    end: (route, status, orgId) => endRequestSpan(span, { name: `${method} ${route}`, route, status, orgId }),
    get traceId() {
      const { traceId } = span.spanContext();
      return traceId === NO_TRACE ? traceOf(headers.traceparent) : traceId;
    },
  };
}

const traceOf = (header: unknown): string | null =>
  typeof header === 'string' ? (TRACE_PARENT.exec(header)?.[1] ?? null) : null;

function endRequestSpan(
  span: Span,
  { name, route, status, orgId }: { name: string; route: string; status: number | null; orgId: number | null },
): void {
  span.updateName(name);
  span.setAttribute('http.route', route);
  if (status !== null) span.setAttribute('http.response.status_code', status);
  if (orgId !== null) span.setAttribute('qgate.org_id', orgId);
  if (status === null || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
