import { anApiKey } from '../../support/actors.js';
import { query } from '../../support/postgres.js';
import { anLcov, lines } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { requestUndecoded } from '../../support/undecoded.js';

const FILES = 10_000;

let service: TestApp;
let key: string;
let scanId: number;

beforeAll(async () => {
  service = await startTestApp();
  ({ key } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin', 'write:scans', 'mint'] }));
  const scan = await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' });
  scanId = scan.body.scan_id as number;
  const files = Array.from({ length: FILES }, (_, index) => [`src/part-${index % 97}/file-${index}.ts`, lines(3, 1)]);
  await service.admin.upload(
    '/quality/coverage/upload',
    { scan_id: String(scanId), report_format: 'lcov' },
    { content: anLcov(Object.fromEntries(files) as Record<string, [number, number][]>) },
  );
});
afterAll(() => service.stop());

const request = (path: string, encoding: string, sent?: { method: string; body: unknown }) =>
  requestUndecoded(
    `${service.url}/api${path}`,
    { 'x-api-key': key, 'accept-encoding': encoding, ...(sent && { 'content-type': 'application/json' }) },
    sent && { method: sent.method, body: JSON.stringify(sent.body) },
  );

it.each(['gzip', 'br'])('a long list is streamed in %s', async (encoding) => {
  const path = `/quality/coverage/${scanId}`;
  const plain = await request(path, 'identity');
  const compressed = await request(path, encoding);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(compressed.headers['content-encoding']).toBe(encoding);
  expect([plain.headers.vary, compressed.headers.vary]).toEqual(['Accept-Encoding', 'Accept-Encoding']);
  expect(compressed.decoded.equals(plain.bytes)).toBe(true);
  expect((JSON.parse(plain.bytes.toString()) as { files: object[] }).files).toHaveLength(FILES);
  expect(compressed.bytes.length).toBeLessThan(plain.bytes.length / 8);
});

it('short answers and errors come as they are', async () => {
  for (const path of ['/org', '/scans/999999', `/${'x'.repeat(3_000)}`])
    expect((await request(path, 'gzip')).headers['content-encoding']).toBeUndefined();
});

it('a client that hangs up leaves the service as it was', async () => {
  const gone = new AbortController();
  const answer = await fetch(`${service.url}/api/quality/coverage/${scanId}`, {
    headers: { 'x-api-key': key },
    signal: gone.signal,
  });
  await answer.body!.getReader().read();
  gone.abort();
  expect((await request(`/quality/coverage/${scanId}`, 'gzip')).status).toBe(200);
});

describe('where a secret is shown', () => {
  it('nothing is compressed, however long', async () => {
    const made = await query<{ id: string }>(
      service.database.admin,
      `INSERT INTO repos (org_id, name) SELECT min(id), 'acme/r' || n FROM organizations, generate_series(1, 190) n
       GROUP BY n RETURNING id`,
    );
    const ids = made.map(({ id }) => Number(id));
    const created = await request('/api-keys', 'gzip', {
      method: 'POST',
      body: { name: 'x'.repeat(100), role: 'VIEWER', repo_ids: ids },
    });
    for (let session = 0; session < 12; session += 1) await service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD);
    const signedIn = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    const sessions = await requestUndecoded(`${service.url}/api/auth/sessions`, {
      authorization: `Bearer ${signedIn.body.access_token}`,
      'accept-encoding': 'gzip',
    });
    for (const { status, bytes, headers } of [created, sessions]) {
      expect(status).toBeLessThan(300);
      expect([bytes.length > 1024, headers['content-encoding']]).toEqual([true, undefined]);
    }
    // A list of keys shows none of them.
    expect((await request('/api-keys?limit=200', 'gzip')).headers['content-encoding']).toBe('gzip');
  });
});
