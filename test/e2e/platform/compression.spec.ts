import { Reflector } from '@nestjs/core';
import { UNCOMPRESSED } from '../../../src/platform/http/uncompressed.decorator.js';
import { anApiKey } from '../../support/actors.js';
import { readApiDocument } from '../../support/api-document.js';
import { listHandlers } from '../../support/list-handlers.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { anLcov, lines } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD } from '../../support/test-app.js';
import { requestUndecoded } from '../../support/undecoded.js';

const FILES = 30_000;
/** Schemas whose `key` is the name of a setting. */
const SETTINGS = ['#/components/schemas/LoosenedSetting'];
const SECRET = /^(?:key|secret|password|link|recovery_codes|\w*_token)$/;

let service: PrivateApp;
let key: string;
let scanId: number;

beforeAll(async () => {
  service = await startPrivateApp();
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
    const ids: number[] = [];
    // One after the other: on a busy machine, many at once would wait too long to be admitted.
    for (let index = 0; index < 190; index += 1) {
      const { status, body } = await service.admin.post('/repos', { name: `acme/r${index}` });
      expect(status).toBe(201);
      ids.push(body.id as number);
    }
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

  it('the route says so', () => {
    const reflector = new Reflector();
    const handlers = listHandlers(service.app);
    const uncompressed = handlers.filter(({ targets }) => reflector.getAllAndOverride<boolean>(UNCOMPRESSED, targets));
    const routes = new Set(uncompressed.map(({ route }) => route));
    // the key of a trend's series is a rule, a folder or an owner; programs alone ask for a pack, by a header that no page sends
    const isSecret = (route: string, name: string) =>
      SECRET.test(name) && !(/\/(?:trend|local-pack)$/.test(route) && name === 'key');
    const owing = documentedRoutes().filter(
      ({ route, fields }) => route.includes(' /api/auth/') || fields.some((name) => isSecret(route, name)),
    );
    expect(owing.length).toBeGreaterThan(6);
    expect(owing.map(({ route }) => route).filter((route) => !routes.has(route))).toEqual([]);
    expect(owing.map(({ route }) => route)).toContain('POST /api/api-keys');
  });
});

type Node = Readonly<Record<string, any>>;

/** Every documented route, with the names of all fields of its successful answers. */
function documentedRoutes(): { route: string; fields: string[] }[] {
  const document: Node = readApiDocument();
  return Object.entries(document.paths as Node).flatMap(([path, item]) =>
    Object.entries(item as Node).map(([method, operation]: [string, Node]) => ({
      route: `${method.toUpperCase()} ${path}`,
      fields: Object.entries(operation.responses as Node)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, response]) => fieldsIn(response, document)),
    })),
  );
}

function fieldsIn(node: unknown, document: Node, seen = new Set<string>()): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { $ref: reference, properties, ...others } = node as Node;
  const own = properties ? Object.keys(properties as Node) : [];
  const referred: unknown[] = [];
  if (typeof reference === 'string' && !seen.has(reference) && !SETTINGS.includes(reference)) {
    seen.add(reference);
    referred.push(
      reference
        .slice(2)
        .split('/')
        .reduce((holder, name) => holder[name] as Node, document),
    );
  }
  const inner = [...referred, ...Object.values((properties ?? {}) as Node), ...Object.values(others)];
  return [...own, ...inner.flatMap((child) => fieldsIn(child, document, seen))];
}
