import type { ApiClient } from '../support/api-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** No script but our own files, no plugin, no frame of another site, no form to elsewhere. */
const STRICT = ["default-src 'self'", "script-src 'self'", "script-src-attr 'none'", "object-src 'none'"];
const WITHIN = ["base-uri 'self'", "form-action 'self'", "frame-ancestors 'self'"];

let service: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  service = await startTestApp();
  admin = service.admin;
});
afterAll(() => service.stop());

async function headersOf(of: TestApp, target: string, init: RequestInit = {}) {
  const response = await fetch(of.url + target, init);
  await response.arrayBuffer();
  return { status: response.status, headers: response.headers };
}

function expectSafe(headers: Headers): void {
  const policy = headers.get('content-security-policy')!.split(';');
  expect(policy).toEqual(expect.arrayContaining([...STRICT, ...WITHIN]));
  expect(policy.filter((directive) => /^(script|default)-src.*unsafe/.test(directive))).toEqual([]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-powered-by')).toBeNull();
}

it.each<[string, string, number, RequestInit]>([
  ['success', '/api/health', 200, {}],
  ['the page of the API document', '/api/docs', 200, {}],
  ['a script of that page', '/api/docs/swagger-ui-bundle.js', 200, {}],
  ['metrics', '/metrics', 200, {}],
  ['missing credentials', '/api/orgs', 401, {}],
  [
    'a broken body',
    '/api/auth/login',
    400,
    { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
  ],
  ['an unknown route of the API', '/api/nothing', 404, {}],
  ['an unknown page', '/nothing', 404, {}],
])('are on the answer for %s', async (_, target, status, init) => {
  const answer = await headersOf(service, target, init);
  expect(answer.status).toBe(status);
  expectSafe(answer.headers);
});

it('are on a status, read or held in memory', async () => {
  const scan = await admin.post('/scans', { repo: 'acme/web', branch: 'main' });
  await admin.post(`/scans/${scan.body.id}/complete`);
  for (let time = 0; time < 3; time += 1) {
    const answer = await admin.get(`/quality/gates/status/${scan.body.id}`);
    expect(answer.status).toBe(200);
    expectSafe(answer.headers);
  }
});

describe('what browsers and proxies may keep', () => {
  const cachingOf = async (path: string, init: RequestInit = {}) =>
    (await headersOf(service, path, init)).headers.get('cache-control');

  it.each([
    ['an answer', '/api/health', 'private, no-store'],
    ['a refusal', '/api/orgs', 'private, no-store'],
    ['an unknown route', '/api/nothing', 'private, no-store'],
    ['a refusal before the framework', '/api/%zz', 'private, no-store'],
    ['a page that is the same for all', '/api/docs', 'no-cache'],
    ['the API document', '/api/openapi.json', 'no-cache'],
  ])('is said for %s', async (_, path, expected) => {
    expect(await cachingOf(path)).toBe(expected);
  });

  it('is nothing of an organization', async () => {
    const { body: scan } = await admin.post('/scans', { repo: 'acme/uncached', branch: 'main' });
    await admin.post(`/scans/${scan.id}/complete`);
    const paths = ['/org', '/repos', '/audit-log?format=csv', `/scans/${scan.id}/sarif`, '/quality/gates/config'];
    for (const path of [...paths, ...Array<string>(3).fill(`/quality/gates/status/${scan.id}`)])
      expect([path, (await admin.get(path)).headers.get('cache-control')]).toEqual([path, 'private, no-store']);
    const columns = await admin.get(`/scans/${scan.id}/findings/columns`);
    expect(columns.headers.get('cache-control')).toBe('private, no-cache');
    expect((await admin.get('/quality/gates/config')).headers.get('etag')).toBeTruthy();
  });
});

it('bind browsers to https where the service is behind it, and not where it is not', async () => {
  const secure = await startTestApp({ PUBLIC_URL: 'https://gate.example.org' });
  try {
    const [behind, plain] = [await headersOf(secure, '/api/health'), await headersOf(service, '/api/health')];
    expectSafe(behind.headers);
    expect(behind.headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
    expect(behind.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
    expect(plain.headers.get('strict-transport-security')).toBeNull();
    expect(plain.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  } finally {
    await secure.stop();
  }
});
