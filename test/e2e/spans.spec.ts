import { AppError } from '../../src/platform/errors/app-error.js';
import { inSpan, startRequestSpan } from '../../src/platform/observability/spans.js';
import { OutgoingClient } from '../../src/platform/outgoing/outgoing-client.js';
import { type PrivateApp, startPrivateApp } from '../support/private-app.js';
import { type RecordedSpan, recordSpans, TRACE_ID } from '../support/recorded-spans.js';
import { aSarifLog } from '../support/reports.js';

const { spans, stop } = recordSpans();
afterAll(stop);
beforeEach(() => void spans.splice(0));

const named = (name: string) => spans.filter((span) => span.name === name);
/** The outermost span above one. */
const rootOf = (span: RecordedSpan): RecordedSpan => (span.parent ? rootOf(span.parent) : span);

describe('spans of the service', () => {
  let service: PrivateApp;

  beforeAll(async () => {
    service = await startPrivateApp({ LOG_LEVEL: 'info' });
  });
  afterAll(() => service.stop());

  it('are of the request, and of its transaction below it', async () => {
    const { scan_id: id } = (await service.admin.post('/scans', { repo: 'acme/traced', branch: 'main' })).body;
    const [request] = named('POST /api/scans');
    expect(request).toMatchObject({ parent: undefined, status: 0, hasEnded: true });
    expect(request!.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/scans',
      'http.response.status_code': 201,
      'qgate.org_id': expect.any(Number),
    });
    expect(named('tenant transaction').map((span) => rootOf(span))).toContain(request);
    await service.admin.get(`/scans/${id}`);
    const [read] = named('GET /api/scans/:id');
    expect(spans.filter((span) => span !== read && rootOf(span) === read)).not.toEqual([]);
    expect(JSON.parse(service.log().at(-1)!)).toMatchObject({ route: '/api/scans/:id', trace_id: TRACE_ID });
  });

  it('are of tasks that threads do', async () => {
    const { scan_id: id } = (await service.admin.post('/scans', { repo: 'acme/traced', branch: 'main' })).body;
    const results = Array.from({ length: 800 }, (_, at) => ({
      ...{ rule: 'no-eval', path: `src/file-${at}.ts`, line: 1, snippet: `eval(${'x'.repeat(80)})` },
    }));
    await service.admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) });
    const [task] = named('thread task');
    expect(task!.attributes).toEqual({ 'qgate.task': 'readFindings' });
    expect(rootOf(task!).name).toBe('POST /api/scans/:id/findings');
  });

  it('have nothing of what was sent', async () => {
    await service.admin.get('/repos?name=planted');
    await service.anonymous.get('/repos/planted');
    expect(JSON.stringify(spans.map(({ name, attributes }) => ({ name, attributes })))).not.toContain('planted');
  });
});

describe('the span of an outgoing call', () => {
  it('has the host and the outcome, and no path', async () => {
    const unknown = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    const client = new OutgoingClient({ allow: [], proxyUrl: null }, () => Promise.reject(unknown));
    const limits = { timeoutMs: 1_000, maxAnswerBytes: 10 };
    await client.send({ url: 'https://hooks.example.org/planted', method: 'POST', headers: {}, ...limits });
    await client.onApplicationShutdown();
    expect(named('outgoing call')).toHaveLength(1);
    expect(named('outgoing call')[0]!.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': 'hooks.example.org',
      'error.type': 'dns',
    });
  });
});

describe('a span', () => {
  it('fails with its work, but not by a refusal', async () => {
    const fail = (error: Error) => inSpan('thread task', {}, () => Promise.reject(error)).catch(() => undefined);
    await fail(new Error('planted text'));
    await fail(new AppError('not_found', 'There is none.'));
    await inSpan('thread task', { isExpected: () => true }, () => Promise.reject(new Error())).catch(() => undefined);
    expect(spans.map(({ status, hasEnded }) => [status, hasEnded])).toEqual([
      [2, true],
      [0, true],
      [0, true],
    ]);
    expect(JSON.stringify(spans)).not.toContain('planted');
  });

  it('of a request has failed where that was broken off or answered by a server error', () => {
    for (const status of [null, 503, 404]) startRequestSpan('GET', {}).end('/api/org', status, null);
    expect(spans.map(({ status }) => status)).toEqual([2, 2, 0]);
  });
});
