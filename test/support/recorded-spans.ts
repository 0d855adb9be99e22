import { AsyncLocalStorage } from 'node:async_hooks';
import { type Attributes, type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** A span as it was recorded. */
export interface RecordedSpan {
  readonly name: string;
  readonly attributes: Attributes;
  readonly parent: RecordedSpan | undefined;
  /** 0: unset, 2: failed. */
  readonly status: number;
  readonly hasEnded: boolean;
}

/** Id of the trace of all recorded spans. */
export const TRACE_ID = '12'.repeat(16);

/** Records the spans of this process, as an SDK would, until `stop`. */
export function recordSpans(): { readonly spans: RecordedSpan[]; readonly stop: () => void } {
  const spans: RecordedSpan[] = [];
  const contexts = new AsyncLocalStorage<Context>();
  const active = () => contexts.getStore() ?? ROOT_CONTEXT;
  const startSpan = (name: string, options: { attributes?: Attributes } = {}, within: Context = active()) => {
    const span = aSpan(name, options.attributes, trace.getSpan(within) as RecordedSpan | undefined);
    spans.push(span);
    return span;
  };
  const startActiveSpan = (name: string, options: object, work: (span: unknown) => unknown) => {
    const span = startSpan(name, options);
    return contexts.run(trace.setSpan(active(), span as never), () => work(span));
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan }) } as never);
  context.setGlobalContextManager({
    active,
    with: (within: Context, work: () => unknown) => contexts.run(within, work),
    bind: (_within: Context, target: unknown) => target,
    enable: () => undefined,
    disable: () => undefined,
  } as never);
  return {
    spans,
    stop: () => {
      trace.disable();
      context.disable();
    },
  };
}

function aSpan(name: string, attributes: Attributes = {}, parent: RecordedSpan | undefined) {
  const span = {
    ...{ name, attributes: { ...attributes }, parent, status: 0, hasEnded: false },
    spanContext: () => ({ traceId: TRACE_ID, spanId: '34'.repeat(8), traceFlags: 1 }),
    setAttribute: (key: string, value: never) => void (span.attributes[key] = value),
    setStatus: ({ code }: { code: number }) => void (span.status = code),
    updateName: (changed: string) => void (span.name = changed),
    end: () => void (span.hasEnded = true),
  };
  return span;
}
