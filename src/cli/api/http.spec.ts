import dns from 'node:dns';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Answer, FakeService, VALID_TOKEN } from '../../../test/cli/support/fake-service.js';
import { DEFAULT_RETRY } from '../retry.js';
import { HttpClient, type HttpRequest } from './http.js';

setFlagsFromString('--expose-gc');
const fast = { ...DEFAULT_RETRY, attempts: 4, baseDelayMs: 1, maxDelayMs: 2 };
const ask: HttpRequest = { method: 'GET', path: '/anything', what: 'asking', timeLimitMs: 5000 };

describe('HttpClient', () => {
  let service: FakeService;
  afterEach(() => service.stop());

  async function client(answers: readonly (Answer | 'drop' | 'hang')[], changes = {}) {
    service = await FakeService.start({
      intercept: (_request, count) => answers[count - 1] ?? { status: 200, body: { count } },
    });
    return new HttpClient({
      url: service.url,
      token: VALID_TOKEN,
      userAgent: 'qgate/test',
      signal: new AbortController().signal,
      retry: fast,
      ...changes,
    });
  }

  it('sends the token as Bearer', async () => {
    await (await client([])).send(ask);
    expect(service.requests[0]?.headers.authorization).toBe(`Bearer ${VALID_TOKEN}`);
  });

  it.each([
    ['network errors', ['drop', 'drop']],
    ['429, 502, 503, 504', [{ status: 429 }, { status: 503 }, { status: 504 }]],
  ] as const)('repeats after %s', async (_name, answers) => {
    const said: string[] = [];
    const http = await client(answers, { onRetry: (message: string) => said.push(message) });
    expect(await http.send(ask)).toEqual({ count: answers.length + 1 });
    expect(said).toEqual([expect.stringMatching(/^asking: .*, retrying for at most 300 s$/)]);
  });

  it('ends an answer that drips, where all tries together are limited', async () => {
    const server = createServer((_request, response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drip));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const http = await client([], { retry: { ...fast, forMs: 50 } });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dripping = new HttpClient({
      ...{ url, token: null, userAgent: 'qgate/test', signal: new AbortController().signal },
      retry: { ...fast, forMs: 50 },
    });
    await expect(dripping.send({ ...ask, timeLimitMs: 60_000, graceMs: 100 })).rejects.toMatchObject({
      kind: 'infrastructure',
      message: expect.stringContaining('no response in time'),
    });
    expect(await http.send({ ...ask, graceMs: 5000 })).toEqual({ count: 1 });
    server.closeAllConnections();
    server.close();
  });

  it('repeats for its time, with a line of progress at times', async () => {
    const said: string[] = [];
    const retry = { ...DEFAULT_RETRY, forMs: 1_000, baseDelayMs: 10, maxDelayMs: 20, noteEveryMs: 50 };
    const http = await client(Array<Answer>(1000).fill({ status: 503 }), {
      retry,
      onRetry: (message: string) => said.push(message),
    });
    const start = Date.now();
    await expect(http.send(ask)).rejects.toMatchObject({ message: 'asking: the service answered 503' });
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
    expect(service.requests.length).toBeGreaterThan(6);
    expect(said.length).toBeGreaterThan(1);
    const { length } = said;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(said).toHaveLength(length);
  });

  const TOO_BUSY: Answer = {
    status: 503,
    headers: { 'retry-after': '60' },
    body: { code: 'unavailable', detail: 'The service has too little memory to read this.', request_id: 'b1946ac9' },
  };

  it('says why the service refuses for now, while it repeats and at the end', async () => {
    const said: string[] = [];
    const http = await client([{ ...TOO_BUSY, headers: { 'retry-after': '0' } }, TOO_BUSY], {
      retry: { ...fast, forMs: 50_000 },
      onRetry: (message: string) => said.push(message),
    });
    await expect(http.send(ask)).rejects.toMatchObject({
      kind: 'infrastructure',
      message: 'asking: The service has too little memory to read this.',
      hint: "The service answered 503 (unavailable, Retry-After: 60). Try again later, or let qgate retry for longer with --retry-for (QGATE_RETRY_FOR). The service's log has details under request_id b1946ac9.",
    });
    expect(said).toEqual([
      'asking: the service answered 503 (unavailable, The service has too little memory to read this., Retry-After: 0), ' +
        'retrying for at most 50 s',
    ]);
  });

  it.each([
    [
      503,
      '<html><body><h1>503 Service\nUnavailable</h1>No server</body></html>',
      ' (503 Service Unavailable)',
      /in front of it/,
    ],
    [502, 'upstream gone', ' (upstream gone)', /in front of it/],
    [504, '<html><body>late</body></html>', '', /in front of it/],
    [
      413,
      '<html><head><title>413 Request Entity Too Large</title></head></html>',
      ' (413 Request Entity Too Large)',
      /Raise its limit/,
    ],
    [500, '{"broken":', '', /the logs/],
    [418, 'x'.repeat(500), ` (${'x'.repeat(199)}…)`, null],
  ])('says what a %d that is not from the service means', async (status, text, words, hint) => {
    const http = await client([{ status, text }], { retry: { ...fast, attempts: 1 } });
    await expect(http.send(ask)).rejects.toMatchObject({
      kind: 'infrastructure',
      message: `asking: the service answered ${status}${words}`,
      hint: hint === null ? null : expect.stringMatching(hint),
    });
  });

  it('gives up where Retry-After is beyond its time', async () => {
    const http = await client([{ status: 503, headers: { 'retry-after': '301' } }]);
    await expect(http.send(ask)).rejects.toMatchObject({ kind: 'infrastructure' });
    expect(service.requests).toHaveLength(1);
  });

  it('gives up on a port where nothing listens before its time is over', async () => {
    const retry = { ...DEFAULT_RETRY, refusedForMs: 100, baseDelayMs: 10 };
    const http = await client([], { retry });
    await service.stop();
    await expect(http.send(ask)).rejects.toThrow(/cannot be reached after \d+ tries in 0 s \(ECONNREFUSED\)/);
  });

  it('ends at once for an unknown host', async () => {
    const unknown = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    const http = await client([], { url: 'http://gate.example', retry: DEFAULT_RETRY });
    const lookup = (_host: string, _options: object, done: (error: Error) => void) => done(unknown);
    const spy = jest.spyOn(dns, 'lookup').mockImplementation(lookup as never);
    try {
      await expect(http.send(ask)).rejects.toThrow('cannot be reached after 1 try (ENOTFOUND)');
    } finally {
      spy.mockRestore();
    }
  });

  it('ends at once where TLS fails', async () => {
    const http = await client([], { retry: DEFAULT_RETRY });
    Object.assign((http as unknown as { options: { url: string } }).options, {
      url: service.url.replace('http:', 'https:'),
    });
    await expect(http.send(ask)).rejects.toMatchObject({
      message: expect.stringContaining('after 1 try ('),
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('waits as long as Retry-After says', async () => {
    const http = await client([{ status: 503, headers: { 'retry-after': '1' } }]);
    const start = Date.now();
    await http.send(ask);
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('gives up after its tries', async () => {
    const http = await client(['drop', 'drop', 'drop', 'drop']);
    await expect(http.send(ask)).rejects.toMatchObject({
      kind: 'infrastructure',
      message: expect.stringMatching(/^asking: http.* cannot be reached after 4 tries in 0 s/),
    });
    expect(service.requests).toHaveLength(4);
  });

  it('names the proxy that it went through', async () => {
    const env = { HTTP_PROXY: 'http://me:secret@127.0.0.1:9' };
    const http = await client([], { url: 'http://gate.example', env, retry: { ...fast, attempts: 1 } });
    await expect(http.send(ask)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^asking: http:\/\/gate\.example cannot be reached through the proxy http:\/\/127\.0\.0\.1:9 after 1 try/,
      ),
      hint: expect.stringContaining('NO_PROXY'),
    });
  });

  it('takes a silent service for one that cannot be reached', async () => {
    const http = await client(['hang', 'hang'], { retry: { ...fast, attempts: 2 } });
    await expect(http.send({ ...ask, timeLimitMs: 50 })).rejects.toThrow('after 2 tries in 0 s (no response in time)');
  });

  it('ends an answer that never ends, whatever is collected as garbage meanwhile', async () => {
    const drip = createServer((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => drip.listen(0, '127.0.0.1', resolve));
    const { port } = drip.address() as AddressInfo;
    const http = await client([], { url: `http://127.0.0.1:${port}`, retry: { ...fast, attempts: 1 } });
    const collect = runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 20);
    try {
      await expect(http.send({ ...ask, timeLimitMs: 300 })).rejects.toThrow('no response in time');
    } finally {
      clearInterval(collecting);
      drip.closeAllConnections();
      await new Promise((resolve) => drip.close(resolve));
    }
  });

  it.each([
    [{ status: 500 }, 'infrastructure', 'asking: the service answered 500'],
    [{ status: 403, body: { detail: 'No.', code: 'forbidden' } }, 'credentials', 'asking: No.'],
    [
      { status: 400, body: { detail: 'Wrong.', code: 'x', errors: [{ field: 'pr_number', message: 'must be > 0' }] } },
      'usage',
      'asking: Wrong. pr_number must be > 0',
    ],
    [
      { status: 301, headers: { location: 'https://new.example' } },
      'infrastructure',
      'asking: the service redirects to https://new.example.',
    ],
  ] as const)('does not repeat %p', async (answer, kind, message) => {
    const http = await client([answer]);
    await expect(http.send(ask)).rejects.toMatchObject({ kind, message });
    expect(service.requests).toHaveLength(1);
  });

  it.each([
    [
      'https://new.example/api/anything',
      'The response refers to https://new.example. If that is your service, set --url (QGATE_URL) to it.',
    ],
    [
      'https://new.example/gate/api/anything?page=2',
      'The response refers to https://new.example/gate. If that is your service, set --url (QGATE_URL) to it.',
    ],
    ['https://login.example/?back=https://gate.example/api/anything', expect.stringMatching(/^Check that --url /)],
    ['/login', expect.stringMatching(/^Check that --url /)],
  ])('says what to set where it is redirected to %s', async (location, hint) => {
    const http = await client([{ status: 308, headers: { location } }]);
    await expect(http.send(ask)).rejects.toMatchObject({ hint });
  });

  it.each([
    ['unauthenticated', expect.stringContaining('QGATE_TOKEN')],
    ['invalid_credentials', null],
    ['invalid_refresh_token', 'Sign in again: qgate login'],
  ])('says what to do about the 401 %s', async (code, hint) => {
    const http = await client([{ status: 401, body: { detail: 'No.', code } }]);
    await expect(http.send(ask)).rejects.toMatchObject({ hint });
  });

  it.each([
    [500, expect.stringContaining('request_id b1946ac9')],
    [409, null],
  ])('says where the log tells more of what only the log explains: %d', async (status, hint) => {
    const body = { detail: 'It was logged.', code: 'any', request_id: 'b1946ac9' };
    const http = await client([{ status, body }]);
    await expect(http.send(ask)).rejects.toMatchObject({ hint });
  });

  it('takes a refused report for unusable input', async () => {
    const http = await client([{ status: 400, body: { detail: 'Line 3 is broken.', code: 'unreadable_report' } }]);
    await expect(http.send({ ...ask, purpose: 'report' })).rejects.toMatchObject({
      kind: 'unusable_input',
      message: 'asking: Line 3 is broken.',
    });
  });

  it('knows wrong credentials', async () => {
    const http = await client([], { token: 'wrong-token' });
    const refused = http.send(ask);
    await expect(refused).rejects.toMatchObject({ kind: 'credentials', hint: expect.stringContaining('QGATE_TOKEN') });
    await expect(refused).rejects.not.toThrow('wrong-token');
  });

  it('stops when interrupted, also while it waits', async () => {
    const controller = new AbortController();
    const http = await client([{ status: 503, headers: { 'retry-after': '1' } }], {
      signal: controller.signal,
      onRetry: () => controller.abort(),
    });
    await expect(http.send(ask)).rejects.toMatchObject({ kind: 'interrupted' });
    expect(service.requests).toHaveLength(1);
  });
});
