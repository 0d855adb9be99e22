import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import type { GuardedServer } from '../../src/platform/http/guard-connections.js';
import { anApiKey } from '../support/actors.js';
import type { ApiClient } from '../support/api-client.js';
import { type PrivateApp, startPrivateApp } from '../support/private-app.js';
import { anLcov, lines } from '../support/reports.js';
import { isOnTurn } from '../support/seed.js';
import { exchange, openConnection } from './support/raw-http.js';
import { ROUTES } from './support/route-table.js';

type Sendable = NonNullable<RequestInit['body']>;

let service: PrivateApp;
let admin: ApiClient;
let key: string;
let scanId: string;

beforeAll(async () => {
  service = await startPrivateApp();
  admin = service.admin;
  const scan = await admin.post('/scans', { repo: 'acme/web', branch: 'main' });
  scanId = String(scan.body.id);
  ({ key } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin', 'mint'] }));
});
afterEach(async () => {
  // whatever was sent: the process goes on, and holds nothing of it
  expect((await service.anonymous.get('/health/ready')).status).toBe(200);
  expect((await admin.get(`/scans/${scanId}`)).status).toBe(200);
});
afterAll(() => service.stop());

/** Sends a request without a layer that would correct it. */
const fetched = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(service.url + path, {
    ...init,
    headers: { 'x-api-key': key, ...(init.headers as Record<string, string> | undefined) },
  });
  const text = await response.text();
  return { status: response.status, code: codeIn(text) };
};
const codeIn = (text: string) => (/"code":"(\w+)"/.exec(text) ?? [])[1];

describe('an id', () => {
  const BAD = [
    '0',
    '-0',
    '-7',
    '+7',
    '012',
    '1.0',
    '1e3',
    '0x10',
    '9007199254740992',
    '9007199254740993',
    '18446744073709551616',
    '9'.repeat(5_000),
    'NaN',
    'null',
    '12abc',
    '%2012',
    '12%00',
    '%EF%BC%91',
    '1%2F2',
    '%C0%AF',
    '*',
    "1'--",
    '__proto__',
  ];
  /** Subjects whose ids are of another shape, or that the caller of this test has no role for; badges and hooks have none. */
  const OTHERS: readonly (string | undefined)[] = ['session', 'passkey', 'organization', 'user'];
  /** Routes whose last part is no id, and those that keys have none of. */
  const OTHER_ROUTES = /\/(badges|hooks|schemas|views)\/|\/favourite$/;
  const withId = Object.entries(ROUTES).filter(
    ([route, { subject }]) => route.includes('/:') && !OTHERS.includes(subject) && !OTHER_ROUTES.test(route),
  );

  it.each(withId)('is 400 in %s wherever it is not plain digits in range', async (route, { send }) => {
    const [method = '', template = ''] = route.split(' ');
    const { query = '', body } = send?.('1') ?? {};
    const place = withId.findIndex(([each]) => each === route);
    for (const id of BAD.filter((_, at) => isOnTurn(at + place, 5))) {
      const answer = await fetched(template.replace(/:\w+/, id) + query, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      expect({ id: id.slice(0, 30), ...answer }).toEqual({ id: id.slice(0, 30), status: 400, code: 'invalid_id' });
    }
  });

  it.each(['0', '012', '12abc', '9007199254740992'])('is 400 in routes of people: %s', async (id) => {
    for (const [method, path] of [
      ['PATCH', `/views/${id}`],
      ['DELETE', `/views/${id}`],
      ['PUT', `/repos/${id}/favourite`],
      ['DELETE', `/repos/${id}/favourite`],
    ] as const)
      expect((await admin.send(method, path, method === 'PATCH' ? { name: 'x' } : undefined)).body.code).toBe(
        'invalid_id',
      );
  });

  it('is 400 in a session or passkey of another shape, too', async () => {
    for (const id of [
      '1',
      'x'.repeat(36),
      '00000000-0000-4000-8000-00000000000',
      '{00000000-0000-4000-8000-000000000000}',
    ]) {
      expect((await admin.post(`/auth/sessions/${id}/revoke`)).status).toBe(400);
      expect((await admin.get(`/auth/passkeys/${id}`)).status).toBe(400);
    }
  });
});

describe('a JSON body', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const put = (body: Sendable, headers: Record<string, string> = JSON_TYPE) =>
    fetched('/api/quality/gates/config', { method: 'PUT', body, headers });
  const nested = (open: string, close: string, depth: number) =>
    `{"policy":${open.repeat(depth)}1${close.repeat(depth)}}`;

  it.each<[string, Sendable]>([
    ['nothing', ''],
    ['blanks', '  \n'],
    ['no JSON', '{enabled: true}'],
    ['two documents', '{}{}'],
    ['a comma too many', '{"enabled":true,}'],
    ['a comment', '{/* */}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"{}"'],
    ['a byte order mark', '\ufeff{}'],
    ['a little too deep', nested('{"a":', '}', 33)],
    ['sixty thousand lists deep', nested('[', ']', 60_000)],
    ['eighteen thousand objects deep', nested('{"a":', '}', 18_000)],
    ['128 KiB and more', `{"enabled":true${' '.repeat(128 * 1024)}}`],
    ['a key twice', '{"enabled":true,"enabled":false}'],
    ['a key twice, once escaped', '{"enabled":true,"\\u0065nabled":false}'],
    ['a key twice further in', '{"policy":{"new_high_max":1,"new_high_max":9}}'],
    ['the key __proto__', '{"__proto__":{"enabled":true}}'],
    ['the key __proto__ further in', '{"policy":{"__proto__":{"new_high_max":1}}}'],
    ['the key __proto__, escaped', '{"\\u005f_proto__":{}}'],
    ['the key constructor', '{"constructor":1}'],
    ['the key constructor further in', '{"policy":{"constructor":{"prototype":{"isAdmin":true}}}}'],
    ['a number beyond all', '{"policy":{"new_high_max":1e999}}'],
    ['a number below all', '{"policy":{"new_high_max":-1e999}}'],
    ['NaN', '{"policy":{"new_high_max":NaN}}'],
    ['a leading zero', '{"policy":{"new_high_max":01}}'],
    ['a NUL', '{"policy":{"rating_min":"\\u0000"}}'],
    ['a NUL in a key', '{"a\\u0000":1}'],
    ['a bare NUL', '{"policy":\0}'],
    ['half of a pair', '{"policy":{"rating_min":"\\ud800"}}'],
    ['the other half', '{"policy":{"rating_min":"\\udc00x"}}'],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['Latin 1', Buffer.from('{"x":"é"}', 'latin1')],
    ['an overlong slash', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['gzip', gzipSync('{}')],
  ])('with %s is 400', async (_, body) => {
    const answer = await put(body);
    expect(answer).toEqual({ status: 400, code: expect.stringMatching(/^(malformed_json|body_too_large)$/) as string });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/json; charset="',
    'application/json, text/plain',
    'multipart/form-data; boundary=x',
    'x'.repeat(2_000),
  ])('as %s is 400', async (type) => {
    const body = new Blob(['{"enabled":true}']);
    expect(await put(body, { 'content-type': type })).toEqual({ status: 400, code: 'unsupported_content_type' });
  });

  it.each(['gzip', 'br', 'deflate', 'zstd', 'x', 'gzip, identity'])('encoded as %s is 400', async (encoding) => {
    const answer = await put('{"enabled":true}', { ...JSON_TYPE, 'content-encoding': encoding });
    expect(answer).toEqual({ status: 400, code: 'unsupported_content_type' });
  });

  it.each(['identity', 'Identity'])('encoded as %s is taken as it is', async (encoding) => {
    expect((await put('{"enabled":true}', { ...JSON_TYPE, 'content-encoding': encoding })).status).toBe(200);
  });

  it.each(['changes', 'files', 'findings'])('of the %s of a scan, encoded, is 400', async (what) => {
    const answer = await fetched(`/api/scans/${scanId}/${what}`, {
      method: 'POST',
      body: gzipSync('a.ts'),
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
    });
    expect(answer).toEqual({ status: 400, code: 'unsupported_content_type' });
  });

  it.each(['toString', 'hasOwnProperty', 'valueOf', 'prototype', ''])(
    'takes the key %j for what it is: one that nobody knows',
    async (name) => {
      const answer = await admin.put('/quality/gates/config', { policy: { [name]: { prototype: { isAdmin: true } } } });
      expect(answer.status).toBe(200);
      expect(answer.body.ignored_keys).toEqual([name]);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    },
  );
});

describe('a query', () => {
  it.each([
    'limit[]=1',
    'limit[a]=1',
    'limit=1&limit=1',
    'limit=%00',
    'limit=1%2C1',
    'cursor=%FF',
    'cursor[__proto__]=x',
    `cursor=${'x'.repeat(4_000)}`,
    'branch=%00',
    'repo_id=1e3',
    'constructor[]=1',
  ])('of %s is no failure', async (query) => {
    const { status } = await fetched(`/api/scans?${query}`);
    expect([200, 400]).toContain(status);
  });

  it('of a thousand unknown names is refused, and none of them reaches a prototype', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `a${index}`).join('&');
    expect((await fetched(`/api/scans?${names}`)).status).toBe(400);
    expect((await fetched('/api/scans?__proto__[isAdmin]=1&constructor[prototype][isAdmin]=1')).status).toBe(400);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('a multipart body', () => {
  const BOUNDARY = 'x-boundary-x';
  const report = anLcov({ 'a.ts': lines(2, 1) });
  const part = (disposition: string, content: string, headers = '') =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n${headers}\r\n${content}\r\n`;
  const file = part('name="file"; filename="lcov.info"', report);
  const end = `--${BOUNDARY}--\r\n`;
  const upload = (body: Sendable, type = `multipart/form-data; boundary=${BOUNDARY}`) =>
    fetched('/api/quality/coverage/upload', { method: 'POST', body, headers: { 'content-type': type } });
  const own = () => part('name="scan_id"', scanId);

  it('as it should be is taken', async () => {
    expect((await upload(own() + file + end)).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['without an end', () => own() + file],
    ['cut within the file', () => own() + file.slice(0, -40)],
    ['cut within a header', () => `${own()}--${BOUNDARY}\r\nContent-Dispo`],
    ['of nothing', () => ''],
    ['of its end alone', () => end],
    ['of another boundary', () => (own() + file + end).replaceAll(BOUNDARY, 'other')],
    ['without the file', () => own() + end],
    ['with two files', () => own() + file + file + end],
    ['with another file', () => own() + part('name="other"; filename="x"', 'x') + file + end],
    ['with a nested file', () => own() + part('name="file[a]"; filename="x"', report) + end],
    ['with a field twice', () => own() + own() + file + end],
    ['with a nested field', () => part('name="scan_id[a][b]"', scanId) + file + end],
    ['with a list of a field', () => part('name="scan_id[]"', scanId) + file + end],
    ['with a field named __proto__', () => part('name="__proto__"', 'x') + file + end],
    ['with a field nested in __proto__', () => part('name="__proto__[isAdmin]"', 'true') + file + end],
    ['with a field nested a thousand deep', () => part(`name="a${'[a]'.repeat(1_000)}"`, 'x') + file + end],
    ['with a part without a name', () => own() + part('filename="x"', report) + end],
    ['with a field of 100 KiB', () => own() + part('name="report_format"', 'x'.repeat(102_400)) + file + end],
    ['with a field name of 10 KiB', () => own() + part(`name="${'x'.repeat(10_240)}"`, 'x') + file + end],
    [
      'with a thousand fields',
      () => Array.from({ length: 1_000 }, (_, n) => part(`name="f${n}"`, 'x')).join('') + file + end,
    ],
    ['with a NUL in a field', () => own() + part('name="upload_key"', 'a\0b') + file + end],
    ['with a scan that is none', () => part('name="scan_id"', '01') + file + end],
    ['with a scan of many digits', () => part('name="scan_id"', '9'.repeat(400)) + file + end],
  ])('%s is 400', async (_, body) => {
    expect((await upload(body())).status).toBe(400);
    expect(({} as { isAdmin?: string }).isAdmin).toBeUndefined();
  });

  it('with too many or too large headers in a part is 400', async () => {
    const headers = (count: number) => Array.from({ length: count }, (_, index) => `X-H${index}: x\r\n`).join('');
    for (const surplus of [
      headers(1_500),
      headers(3_000),
      'a:b\r\n'.repeat(2_500),
      `X-Long: ${'x'.repeat(200_000)}\r\n`,
    ])
      expect(await upload(own() + part('name="file"; filename="x"', report, surplus) + end)).toEqual({
        status: 400,
        code: 'invalid_upload',
      });
  });

  it.each([
    ['../../../etc/passwd', 200],
    ['/etc/passwd', 200],
    ['C:\\x', 200],
    ['x'.repeat(5_000), 200],
    ['%00', 200],
    ['\u202egnp.exe', 200],
    ['a\u0000b', 400],
    ['', 400],
  ])('takes no notice of a file called %j, or refuses it: %s', async (name, status) => {
    const body = own() + part(`name="file"; filename="${name}"`, report) + end;
    expect((await upload(body)).status).toBe(status);
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(5_000)}`,
  ])('as %s is 400', async (type) => {
    expect((await upload(own() + file + end, type)).status).toBe(400);
  });

  it('that unpacks to more than is allowed is 400, and its 25 GB are never made', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(30 * 1024 * 1024)));
    const once30 = gzipSync(Buffer.alloc(30 * 1024 * 1024));
    for (const packed of [once30, bomb]) {
      const form = new FormData();
      form.append('scan_id', scanId);
      form.append('file', new Blob([packed]), 'x.gz');
      expect((await admin.post('/quality/coverage/upload', form)).status).toBe(400);
    }
  });
});

describe('what is not correct HTTP', () => {
  const head = (lines: readonly string[], body = '') => `${lines.join('\r\n')}\r\n\r\n${body}`;
  const authorized = () => ['Host: x', `X-API-Key: ${key}`, 'Content-Type: application/json'];
  /** Request that a smuggler would have executed. */
  const SMUGGLED = 'GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n';
  const post = 'POST /api/repos HTTP/1.1';
  const statusBy = (...lines: string[]) => head([`GET /api/quality/gates/status/${scanId} HTTP/1.1`, ...lines]);

  it.each<[string, () => string]>([
    ['two lengths', () => head([post, ...authorized(), 'Content-Length: 2', 'Content-Length: 40'], `{}${SMUGGLED}`)],
    [
      'two equal lengths',
      () => head([post, ...authorized(), 'Content-Length: 2', 'Content-Length: 2'], `{}${SMUGGLED}`),
    ],
    [
      'a length beside chunks',
      () => head([post, ...authorized(), 'Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`),
    ],
    [
      'chunks before a length',
      () => head([post, ...authorized(), 'Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n${SMUGGLED}`),
    ],
    [
      'an encoding of another name',
      () => head([post, ...authorized(), 'Transfer-Encoding: xchunked'], `0\r\n\r\n${SMUGGLED}`),
    ],
    ['chunks that are not last', () => head([post, ...authorized(), 'Transfer-Encoding: chunked, identity'], SMUGGLED)],
    [
      'a blank before the colon',
      () => head([post, ...authorized(), 'Transfer-Encoding : chunked'], `0\r\n\r\n${SMUGGLED}`),
    ],
    ['a length that is none', () => head([post, ...authorized(), 'Content-Length: 2x'], `{}${SMUGGLED}`)],
    ['a signed length', () => head([post, ...authorized(), 'Content-Length: +2'], `{}${SMUGGLED}`)],
    ['a negative length', () => head([post, ...authorized(), 'Content-Length: -2'], `{}${SMUGGLED}`)],
    ['a length in hexadecimal', () => head([post, ...authorized(), 'Content-Length: 0x2'], `{}${SMUGGLED}`)],
    ['a length beyond all', () => head([post, ...authorized(), `Content-Length: ${'9'.repeat(30)}`], `{}${SMUGGLED}`)],
    [
      'a chunk size that is none',
      () => head([post, ...authorized(), 'Transfer-Encoding: chunked'], `x\r\n${SMUGGLED}`),
    ],
    [
      'a chunk size beyond all',
      () => head([post, ...authorized(), 'Transfer-Encoding: chunked'], `${'f'.repeat(20)}\r\n{}`),
    ],
    [
      'a chunk longer than it says',
      () => head([post, ...authorized(), 'Transfer-Encoding: chunked'], `2\r\n{}${SMUGGLED}`),
    ],
    ['a folded header', () => head([post, ...authorized(), 'X-Folded: a', ' b: c'], SMUGGLED)],
    ['a NUL in a header', () => head([post, ...authorized(), 'X-Nul: a\0b'], SMUGGLED)],
    ['a bare carriage return in a header', () => head([post, ...authorized(), 'X-Cr: a\rb: c'], SMUGGLED)],
    ['a header without a colon', () => head([post, ...authorized(), 'nonsense'], SMUGGLED)],
    ['headers beyond 16 KiB', () => head([post, ...authorized(), `X-Long: ${'x'.repeat(20_000)}`], SMUGGLED)],
    ['a path beyond 16 KiB', () => head([`GET /${'x'.repeat(20_000)} HTTP/1.1`, 'Host: x'], SMUGGLED)],
    ['a method that is none', () => head(['GETS /api/health HTTP/1.1', 'Host: x'], SMUGGLED)],
    ['a version that is none', () => head(['GET /api/health HTTP/9.9', 'Host: x'], SMUGGLED)],
    ['the greeting of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a handshake of TLS', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['noise', () => '\0\x01\x02\r\n\r\n'],
    ['no host', () => head([post, 'Content-Length: 0'], SMUGGLED)],
    ['two hosts', () => head(['GET /api/health HTTP/1.1', 'Host: x', 'host: x'], SMUGGLED)],
    ['two hosts in one', () => head(['GET /api/health HTTP/1.1', 'Host: x, y'], SMUGGLED)],
    ['a host that is a path', () => head(['GET /api/health HTTP/1.1', 'Host: x/y'], SMUGGLED)],
    ['two hosts on the fast path to a status', () => statusBy('Host: x', 'Host: y')],
    ['a tunnel', () => head(['CONNECT elsewhere.example:443 HTTP/1.1', 'Host: x'], SMUGGLED)],
    [
      'an expectation that nobody knows',
      () => head([post, ...authorized(), 'Content-Length: 0', 'Expect: x'], SMUGGLED),
    ],
  ])('is 400 once, and nothing after it is read: %s', async (_, bytes) => {
    const { statuses, text, isClosed } = await exchange(service.url, bytes());
    expect({ statuses, isClosed }).toEqual({ statuses: [400], isClosed: true });
    expect(text).not.toContain('"status":"ok"');
    expect(text).toMatch(/content-type: application\/problem\+json/i);
    expect(text).toMatch(/x-content-type-options: nosniff/i);
    expect(codeIn(text)).toBe('bad_request');
  });

  it.each(['x', 'x:80', 'a-b.example:3000', '127.0.0.1:3000', '[::1]:3000', ''])(
    'may name the host %j',
    async (host) => {
      const { statuses } = await exchange(service.url, head(['GET /api/health HTTP/1.1', `Host: ${host}`], ''));
      expect(statuses).toEqual([200]);
    },
  );

  it('needs no host in HTTP/1.0', async () => {
    expect((await exchange(service.url, head(['GET /api/health HTTP/1.0'], ''))).statuses).toEqual([200]);
  });

  it.each(['Bearer', 'bearer'])('is no credential when it is sent twice (%s)', async (scheme) => {
    const [one, other] = [`Authorization: ${scheme} ${key}`, `authorization: ${scheme} nothing`];
    for (const lines of [
      [one, other],
      [other, one],
      [one, one],
    ])
      expect((await exchange(service.url, statusBy('Host: x', ...lines))).statuses).toEqual([401]);
    expect((await exchange(service.url, statusBy('Host: x', one))).statuses).toEqual([200]);
  });

  it('is no body that a refusal left unread', async () => {
    const refused = head([post, 'Host: x', `Content-Length: ${SMUGGLED.length}`], SMUGGLED);
    const { statuses, text } = await exchange(service.url, refused + SMUGGLED);
    expect(statuses).toEqual([401, 200]);
    expect(text.match(/"status":"ok"/g)).toHaveLength(1);
  });

  it('is no body of a GET, on the fast path to a status either', async () => {
    for (const path of ['/api/health', `/api/quality/gates/status/${scanId}`]) {
      const get = head([`GET ${path} HTTP/1.1`, ...authorized(), `Content-Length: ${SMUGGLED.length}`], SMUGGLED);
      expect((await exchange(service.url, get)).statuses).toEqual([200]);
      const chunked = `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`;
      const streamed = head([`GET ${path} HTTP/1.1`, ...authorized(), 'Transfer-Encoding: chunked'], chunked);
      expect((await exchange(service.url, streamed)).statuses).toEqual([200]);
    }
  });

  it('reads a path in one way', async () => {
    const statusOf = async (target: string) =>
      (await exchange(service.url, head([`GET ${target} HTTP/1.1`, ...authorized(), 'Connection: close']))).statuses;
    for (const target of [
      '/api/../metrics',
      '/api/%2e%2e/metrics',
      '//metrics',
      '/api//orgs',
      '/API/orgs/%2e',
      '/api/orgs%00',
    ])
      expect([[404], [400]]).toContainEqual(await statusOf(target));
    for (const target of ['/%', '/api/scans/%E0%A4%A', '/api/%zz'])
      expect([[400], [404]]).toContainEqual(await statusOf(target));
    expect(await statusOf('http://elsewhere.example/api/health')).toEqual([200]);
  });
});

describe('a client that takes its time', () => {
  const guardedServer = () => service.app.getHttpServer() as GuardedServer;

  it('is bounded in all that it does', () => {
    const { headersTimeout, bodyTimeout, keepAliveTimeout, timeout } = guardedServer();
    expect({ headersTimeout, bodyTimeout, keepAliveTimeout, timeout }).toEqual({
      headersTimeout: 20_000,
      bodyTimeout: 120_000,
      keepAliveTimeout: 65_000,
      timeout: 180_000,
    });
  });

  it.each(['headers', 'a body'])('with its %s is answered 400 and delays nobody meanwhile', async (what) => {
    const server = guardedServer();
    const { headersTimeout, bodyTimeout } = server;
    Object.assign(server, { headersTimeout: 300, bodyTimeout: 300 });
    try {
      const head = `POST /api/repos HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\n`;
      const slow = exchange(service.url, what === 'headers' ? head : `${head}Content-Length: 100\r\n\r\n{"name":`, {
        isPatient: true,
      });
      expect((await admin.get('/repos')).status).toBe(200);
      const { statuses, text } = await slow;
      expect(statuses).toEqual([400]);
      expect(text).toContain('did not arrive in time');
    } finally {
      Object.assign(server, { headersTimeout, bodyTimeout });
    }
  });

  it('or hangs up in the middle leaves nothing behind', async () => {
    setFlagsFromString('--expose_gc');
    const collect = runInNewContext('gc') as () => void;
    const held = async () => {
      // what was sent is in the service's hands, and what was hung up has been noticed, after a few turns
      for (let turn = 0; turn < 5; turn += 1) await admin.get('/repos');
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const abort = async (bytes: string | Buffer) => {
      const socket = openConnection(service.url);
      await once(socket, 'connect');
      await new Promise((resolve) => socket.write(bytes, resolve));
      socket.destroy();
      await once(socket, 'close');
    };
    const begin = (path: string, type: string, length: number) =>
      `POST /api${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const form = `--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n`;
    const ways = [
      Buffer.concat([Buffer.from(begin('/repos', 'application/json', 900_000)), megabyte.subarray(0, 500_000)]),
      Buffer.concat([Buffer.from(begin(`/scans/${scanId}/findings`, 'application/json', 20_000_000)), megabyte]),
      Buffer.concat([
        Buffer.from(begin('/quality/coverage/upload', 'multipart/form-data; boundary=b', 20_000_000) + form),
        megabyte,
      ]),
    ];
    for (const way of ways) await abort(way);
    const before = await held();
    for (let round = 0; round < 50; round += 1) for (const way of ways) await abort(way);
    // A few may not have been noticed yet, and each holds what it announced; 150 would hold far more.
    const most = 32 * 1024 * 1024;
    let more = Infinity;
    for (let attempt = 0; attempt < 30 && more >= most; attempt += 1) more = (await held()) - before;
    expect(more).toBeLessThan(most);
  });
});
