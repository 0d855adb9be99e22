import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { AppError } from '../../../src/platform/errors/app-error.js';
import { EndsEarly, inSpan, inStep, startRequestSpan, STEP_NAMES } from '../../../src/platform/observability/spans.js';
import { OutgoingClient } from '../../../src/platform/outgoing/outgoing-client.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { until } from '../../support/wait-until.js';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
afterAll(() => trace.disable());
beforeEach(() => exporter.reset());

const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
const named = (name: string) => spans().filter((span) => span.name === name);

/** The outermost span above one. */
function rootOf(span: ReadableSpan): ReadableSpan {
  const above = spans().find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId);
  return above ? rootOf(above) : span;
}

/** Names of the spans below one, at whatever depth. */
const namesBelow = (root: ReadableSpan): string[] => [
  ...new Set(spans().flatMap((span) => (span !== root && rootOf(span) === root ? [span.name] : []))),
];

/** The only span of a name, once it has ended: that of a request does after its answer. */
async function spanOf(name: string): Promise<ReadableSpan> {
  const found = await until(
    () => named(name),
    ({ length }) => length > 0,
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('spans of the service', () => {
  let service: PrivateApp;

  beforeAll(async () => {
    service = await startPrivateApp({ LOG_LEVEL: 'info' });
  });
  afterAll(() => service.stop());

  const startScan = async (): Promise<number> =>
    (await service.admin.post('/scans', { repo: 'acme/traced', branch: 'main' })).body.scan_id;

  /** The access line of a route's last request. */
  async function lineOf(route: string): Promise<Record<string, any>> {
    const find = () =>
      service
        .log()
        .map((line) => JSON.parse(line))
        .findLast((line) => line.route === route);
    return until(find, (line) => line !== undefined);
  }

  it('are of the request, and of its transaction, connection and statements below it', async () => {
    await startScan();
    const request = await spanOf('POST /api/scans');
    expect(request).toMatchObject({ parentSpanContext: undefined, status: { code: 0 } });
    expect(request.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/scans',
      'http.response.status_code': 201,
      'qgate.org_id': expect.any(Number),
    });
    expect(namesBelow(request)).toEqual(
      expect.arrayContaining(['tenant transaction', 'pool wait', 'INSERT scans', 'COMMIT']),
    );
    const { traceId } = request.spanContext();
    expect(await lineOf('/api/scans')).toMatchObject({ trace_id: traceId });
  });

  it('have the own time of each statement, where several were sent together', async () => {
    const { master: pool } = service.app.get(DataSource).driver as unknown as { master: pg.Pool };
    const client = await pool.connect();
    const sleeps = [0.2, 0.1, 0.1].map((seconds) => `SELECT pg_sleep(${seconds})`);
    await inSpan('thread task', {}, () => Promise.all(sleeps.map((sleep) => client.query(sleep))));
    client.release();
    const durations = named('SELECT pg_sleep').map(({ duration: [s, ns] }) => s * 1e3 + ns / 1e6);
    const own = named('SELECT pg_sleep').map(({ attributes }) => Number(attributes['qgate.own_ms']));
    expect(own).toHaveLength(3);
    const sum = own.reduce((one, other) => one + other, 0);
    expect(durations.at(-1)).toBeGreaterThanOrEqual(399);
    expect(Math.abs(sum - durations.at(-1)!)).toBeLessThan(100);
  });

  it('are of reports that are read and of each step of a completion, which the line of the request names as well', async () => {
    const id = await startScan();
    const results = Array.from({ length: 800 }, (_, at) => ({
      ...{ rule: 'no-eval', path: `src/file-${at}.ts`, line: 1, snippet: `eval(${'x'.repeat(80)})` },
    }));
    await service.admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) });
    const upload = await spanOf('POST /api/scans/:id/findings');
    expect(named('thread task').map(({ attributes }) => attributes['qgate.task'])).toEqual([
      'readFindings',
      'trackReported',
    ]);
    expect(namesBelow(upload)).toEqual(expect.arrayContaining(['reading', 'thread task', 'matching']));
    const read = (await lineOf('/api/scans/:id/findings')).steps;
    const { reading, matching } = read as Record<string, number>;
    expect(reading! + matching!).toBeGreaterThanOrEqual(read['thread task']);

    const lcov = anLcov({ 'src/file-1.ts': lines(10, 9) });
    await service.admin.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: lcov });
    await service.admin.post(`/scans/${id}/complete`, {});
    const completion = await spanOf('POST /api/scans/:id/complete');
    const steps = STEP_NAMES.filter((name) => name !== 'reading');
    expect(namesBelow(completion)).toEqual(expect.arrayContaining(steps));
    const { steps: timed, ms } = await lineOf('/api/scans/:id/complete');
    expect(Object.keys(timed)).toEqual(
      expect.arrayContaining([...steps, 'tenant transaction', 'pool wait', 'statements']),
    );
    for (const name of steps) expect(timed[name]).toBeLessThanOrEqual(Number(ms) + 1);
  });

  it('are of work in the background, below no request', async () => {
    const { repo_id: id } = (await service.admin.post('/scans', { repo: 'acme/deleted', branch: 'main' })).body;
    expect((await service.admin.delete(`/repos/${id}?confirm=acme/deleted`)).status).toBeLessThan(300);
    const [step] = await until(
      () => named('job step'),
      ({ length }) => length > 0,
    );
    expect(step!.attributes).toEqual({ 'qgate.job': expect.any(String) });
    const works = await until(
      () => named('work jobs'),
      ({ length }) => length > 0,
    );
    expect(works.map(({ parentSpanContext }) => parentSpanContext)).not.toContainEqual(expect.anything());
  });

  it('have nothing of what was sent, and no values of statements', async () => {
    await service.admin.get('/repos?name=planted');
    await service.anonymous.get('/repos/planted');
    await spanOf('GET /api/repos');
    const sent = spans().map(({ name, attributes, status, events }) => ({ name, attributes, status, events }));
    expect(JSON.stringify(sent)).not.toMatch(/planted|\$1|set_config\(/);
  });
});

describe('the span of an outgoing call', () => {
  it('has the host and the outcome, and no path', async () => {
    const unknown = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    const client = new OutgoingClient({ allow: [], proxyUrl: null }, () => Promise.reject(unknown));
    const limits = { timeoutMs: 1_000, maxAnswerBytes: 10 };
    await client.send({ url: 'https://hooks.example.org/planted', method: 'POST', headers: {}, ...limits });
    await client.onApplicationShutdown();
    expect((await spanOf('outgoing call')).attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': 'hooks.example.org',
      'error.type': 'dns',
    });
  });
});

describe('a span', () => {
  const statuses = () => spans().map(({ status }) => status.code);

  it('fails with its work, but not by a refusal', async () => {
    const fail = (error: Error) => inSpan('thread task', {}, () => Promise.reject(error)).catch(() => undefined);
    await fail(new Error('planted text'));
    await fail(new AppError('unavailable', 'The service is stopping.'));
    await fail(new AppError('not_found', 'There is none.'));
    await fail(new EndsEarly('The transaction is left.'));
    expect(statuses()).toEqual([2, 2, 0, 0]);
    expect(spans().map(({ status }) => status.message)).not.toContain('planted text');
  });

  it('of a request has failed where that was broken off or answered by a server error', () => {
    for (const status of [null, 503, 404]) startRequestSpan('GET', {}).end('/api/org', status, null);
    expect(statuses()).toEqual([2, 2, 0]);
  });

  it('of a request is below that of the client which names itself', () => {
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    startRequestSpan('GET', { traceparent }).end('/api/org', 200, null);
    const { parentSpanContext } = spans()[0]!;
    expect(parentSpanContext).toMatchObject({ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) });
  });

  it('within another of its name counts once', async () => {
    const request = startRequestSpan('GET', {});
    const wait = () => new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise<void>((resolve) => {
      request.run(() => void inStep('matching', () => inStep('matching', wait)).then(() => resolve()));
    });
    const [inner, outer] = named('matching').map(({ duration: [s, ns] }) => s * 1e3 + ns / 1e6);
    expect(request.timings.matching).toBeLessThan(inner! + outer! - 10);
  });
});
