import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AppError } from '../errors/app-error.js';
import { nameStatement } from './name-statement.js';

/** Records nothing unless spans are exported (`exportSpans`). */
const tracer = trace.getTracer('quality-gate');

/** Steps of the work on a scan, which the log of a request names as well. */
export const STEP_NAMES = ['reading', 'completion', 'base', 'coverage', 'matching', 'judging', 'storing'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** Milliseconds by the name of a span; spans that overlap count both. */
export type Timings = Record<string, number>;

/** All statements together: their own names are too many for a line. */
const STATEMENTS = 'statements';

/** A span under way, above those that begin within its work. */
interface Frame {
  readonly name: string;
  readonly span: Span;
  readonly above: Frame | null;
  /** Of the whole request, or piece of work. */
  readonly timings: Timings;
  readonly startedAt: number;
}

const frames = new AsyncLocalStorage<Frame>();

/** Options of a span. */
export interface SpanOptions {
  readonly kind?: SpanKind;
  /** Ids, counts and names of our own; never a secret or a text of a tenant. */
  readonly attributes?: Attributes;
  /** True for work that belongs to no other, whatever started it. */
  readonly isRoot?: boolean;
}

/** Ends work early although nothing failed. */
export class EndsEarly extends Error {}

/**
 * Runs work in a span below the current one, which ends with the work.
 *
 * @param name few values in all
 */
export function inSpan<T>(
  name: string,
  { isRoot = false, ...options }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const above = isRoot ? null : (frames.getStore() ?? null);
  const frame = openFrame(name, tracer.startSpan(name, options, contextOf(above)), above);
  return frames.run(frame, async () => {
    try {
      return await work(frame.span);
    } catch (error) {
      if (!isRefusal(error)) frame.span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) });
      throw error;
    } finally {
      closeFrame(frame);
    }
  });
}

/** Runs a named step of the work on a scan. */
export const inStep = <T>(name: StepName, work: () => Promise<T>): Promise<T> => inSpan(name, {}, work);

/** As `inSpan`, for what is of interest within other work only. */
export const inInnerSpan = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  frames.getStore() === undefined ? work() : inSpan(name, {}, work);

/**
 * Begins the span of a statement within other work; outside of any there is none.
 *
 * @returns ends it, with the time of the answer before it on its connection, and the error of a statement that failed
 */
export function startStatement(text: string): ((answeredAt: number, error?: unknown) => void) | null {
  const above = frames.getStore();
  if (above === undefined) return null;
  const startedAt = performance.now();
  const span = above.span.isRecording() ? startStatementSpan(text, above) : null;
  return (answeredAt, error) => {
    addTime(above.timings, STATEMENTS, startedAt);
    span?.setAttribute('qgate.own_ms', Math.round((performance.now() - Math.max(startedAt, answeredAt)) * 10) / 10);
    if (error) span?.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) });
    span?.end();
  };
}

function startStatementSpan(text: string, above: Frame): Span {
  const attributes = { 'db.system.name': 'postgresql' };
  return tracer.startSpan(nameStatement(text), { kind: SpanKind.CLIENT, attributes }, contextOf(above));
}

const openFrame = (name: string, span: Span, above: Frame | null): Frame => ({
  ...{ name, span, above, startedAt: performance.now() },
  timings: above?.timings ?? {},
});

function closeFrame(frame: Frame): void {
  // Within a span of its own name it is counted already.
  if (!isWithin(frame.name, frame.above)) addTime(frame.timings, frame.name, frame.startedAt);
  frame.span.end();
}

function isWithin(name: string, frame: Frame | null): boolean {
  for (let above = frame; above; above = above.above) if (above.name === name) return true;
  return false;
}

function addTime(timings: Timings, name: string, startedAt: number): void {
  timings[name] = (timings[name] ?? 0) + performance.now() - startedAt;
}

const contextOf = (frame: Frame | null): Context => (frame ? trace.setSpan(ROOT_CONTEXT, frame.span) : ROOT_CONTEXT);

/** An error that answers the request, such as 404, or that its caller handles. */
const isRefusal = (error: unknown): boolean =>
  error instanceof EndsEarly || (error instanceof AppError && error.status < 500);

/** Never the message, which may have a text of a tenant. */
const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

/** Span of a request, below that of the client where the request names it (`traceparent`). */
export interface RequestSpan {
  /** Runs work whose spans are below it. */
  run(work: () => void): void;
  /** @param status of the answer; null: there was none */
  end(route: string, status: number | null, orgId: number | null): void;
  /** Times of the spans below it that have ended. */
  readonly timings: Readonly<Timings>;
  /** Id of its trace, 32 hex digits; null where nothing traces and the client names none. */
  readonly traceId: string | null;
}

/** `traceparent` of the W3C: version, trace, span, flags. */
const TRACE_PARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})/;
const NO_TRACE = '0'.repeat(32);

/** Starts the span of a request. */
export function startRequestSpan(method: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
  const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } };
  const frame = openFrame(method, tracer.startSpan(method, options, contextOfClient(headers.traceparent)), null);
  const { traceId } = frame.span.spanContext();
  return {
    run: (work) => frames.run(frame, work),
    end: (route, status, orgId) => endRequestSpan(frame.span, { name: `${method} ${route}`, route, status, orgId }),
    timings: frame.timings,
    traceId: traceId === NO_TRACE ? null : traceId,
  };
}

/** The context with the span that a client names. */
function contextOfClient(header: unknown): Context {
  const [, traceId, spanId, flags] = (typeof header === 'string' ? TRACE_PARENT.exec(header) : null) ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number(`0x${flags}`), isRemote: true });
}

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
