import { setTimeout as sleep } from 'node:timers/promises';
import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { readBuildInfo } from '../config/build-info.js';
import { SystemClock } from '../time/clock.js';
import { MinuteSample } from '../time/minute-sample.js';

/** Lines about exporting, each minute: every batch fails while the receiver is away. */
const LINES_PER_MINUTE = 1;
/** Time for the last spans when the service stops. */
const LAST_SPANS_MS = 2_000;

/**
 * Sends this process's spans by OTLP over HTTP, configured by OpenTelemetry's own variables. The build bundles this file with
 * the packages that it imports: it is loaded only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
 *
 * @returns sends the spans that are left, and ends
 */
export function exportSpans(log: Pick<Logger, 'warn'>): () => Promise<void> {
  const sample = new MinuteSample(LINES_PER_MINUTE, new SystemClock());
  const warn = (reason: unknown) => {
    if (sample.takes('')) log.warn({ reason: reasonOf(reason) }, 'Spans cannot be exported.');
  };
  const silent = () => undefined;
  const logger = { error: (...parts: unknown[]) => warn(parts.at(-1)), warn: silent, info: silent };
  diag.setLogger({ ...logger, debug: silent, verbose: silent }, DiagLogLevel.ERROR);
  const exporter = new OTLPTraceExporter();
  const provider = new BasicTracerProvider({
    resource: describeService(),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  trace.setGlobalTracerProvider(provider);
  // A batch without spans shows at the start whether the receiver takes them.
  exporter.export([], ({ error }) => {
    if (error) warn(error);
  });
  return async () => {
    await Promise.race([provider.shutdown().catch(warn), sleep(LAST_SPANS_MS, undefined, { ref: false })]);
  };
}

function describeService() {
  const { version } = readBuildInfo();
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'quality-gate', 'service.version': version }))
    .merge(detectResources({ detectors: [envDetector] }));
}

/** The message without the text of an answer: what is not a receiver may answer with a page. */
const reasonOf = (reason: unknown): string => {
  const { code, message } = reason as { code?: unknown; message?: unknown };
  return [message ?? reason, code]
    .filter((part) => part !== undefined)
    .map(String)
    .join(', ')
    .slice(0, 300);
};
