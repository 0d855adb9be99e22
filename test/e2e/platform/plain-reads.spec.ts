import { ModulesContainer, Reflector } from '@nestjs/core';
import { PlainReadRoutes } from '../../../src/platform/http/plain-read-routes.js';
import { UNCOMPRESSED } from '../../../src/platform/http/uncompressed.decorator.js';
import { RateLimiter } from '../../../src/platform/rate-limit/rate-limiter.js';
import { readApiDocument } from '../../support/api-document.js';
import { listHandlers } from '../../support/list-handlers.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { aDuplicatedScan, type GateWorld, inGateWorld } from '../verdict/gate-world.js';

/** Schemas whose `key` is the name of a setting. */
const SETTINGS = ['#/components/schemas/LoosenedSetting'];
const SECRET = /^(?:key|secret|password|link|recovery_codes|\w*_token)$/;

type Headers = Readonly<Record<string, string>>;

/** A condition that no answer meets: enough to make a request take the normal route. */
const UNUSUAL = { 'if-none-match': '"none"' };

describe('plain reads of one object, before Express and by the normal route', () => {
  let world: GateWorld<PrivateApp>;
  let owner: Awaited<ReturnType<GateWorld['anOrgWith']>>;
  let key: Headers;
  let bound: Headers;
  let writer: Headers;
  let scan: number;
  let repo: number;
  let foreign: { id: number; repoId: number };

  beforeAll(async () => {
    world = await inGateWorld(await startPrivateApp({ RATE_LIMIT_DEFAULT: '10000' }));
    const org = (owner = await world.anOrgWith({}));
    const made = await aDuplicatedScan(org, 1);
    [scan, repo] = [made.id, made.repoId];
    foreign = await aDuplicatedScan(world.admin, 1);
    const aKey = async (wanted: object): Promise<Headers> => ({
      'x-api-key': (await org.post('/api-keys', { name: 'ci', ...wanted })).body.key as string,
    });
    key = await aKey({ role: 'MEMBER' });
    writer = await aKey({ role: 'MEMBER', scopes: ['write:scans'] });
    const other = (await org.post('/repos', { name: 'acme/other' })).body.id as number;
    bound = await aKey({ role: 'MEMBER', repo_ids: [other] });
  });
  afterAll(() => world.stop());

  /** An answer without its time, its id and what is left of its budget. */
  const ask = async (path: string, headers: Headers, method = 'GET') => {
    const response = await fetch(`${world.url}/api${path}`, {
      method,
      headers,
    });
    const received = Object.fromEntries(response.headers);
    delete received.date;
    delete received['x-request-id'];
    if (received.ratelimit !== undefined) received.ratelimit = received.ratelimit.replace(/r=\d+;t=\d+/, 'r=;t=');
    const body = (await response.text()).replace(/"request_id":"[\w-]+"/, '');
    return { status: response.status, headers: received, body };
  };

  const pathsOf = (scanId: number | string, repoId: number | string) => ({
    '/api/scans/:id': `/scans/${scanId}`,
    '/api/quality/ratings/:scan_id': `/quality/ratings/${scanId}`,
    '/api/quality/tech-debt/:scan_id': `/quality/tech-debt/${scanId}`,
    '/api/repos/:id': `/repos/${repoId}`,
  });

  it('a route that shows a secret says that its answers stay uncompressed', () => {
    const reflector = new Reflector();
    const handlers = listHandlers(world.app);
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

  it('are found by what their handlers take', () => {
    const { patterns } = new PlainReadRoutes(world.app.get(ModulesContainer));
    expect(patterns).toEqual(expect.arrayContaining(Object.keys(pathsOf(1, 1))));
    expect(patterns).toContain('/api/jobs/:id');
    // Routes with parameters, documents and exports are not among them.
    expect(patterns.filter((pattern) => /status|findings|sarif|compare|me$/.test(pattern))).toEqual([]);
  });

  it.each(Object.keys(pathsOf(1, 1)) as (keyof ReturnType<typeof pathsOf>)[])('are answered alike: %s', async (of) => {
    const express = jest.spyOn(world.app.get(RateLimiter), 'restateRemembered');
    const callers: [string, string, Headers, number][] = [
      ['a member', pathsOf(scan, repo)[of], key, 200],
      ['a bound key', pathsOf(scan, repo)[of], bound, 404],
      ['a key without the scope', pathsOf(scan, repo)[of], writer, 403],
      ['nobody', pathsOf(scan, repo)[of], {}, 401],
      ['no such object', pathsOf(4_000_000, 4_000_000)[of], key, 404],
      ["another organization's", pathsOf(foreign.id, foreign.repoId)[of], key, 404],
      ['no id', pathsOf('007', '007')[of], key, 400],
      ['a parameter that is not known', `${pathsOf(scan, repo)[of]}?a=1`, key, 400],
    ];
    for (const [name, path, headers, status] of callers) {
      const normal = await ask(path, { ...headers, ...UNUSUAL });
      express.mockClear();
      for (let again = 0; again < 2; again += 1)
        expect({ name, ...(await ask(path, headers)) }).toEqual({ name, ...normal });
      expect([name, normal.status]).toEqual([name, status]);
      if (status === 200) expect([name, express.mock.calls]).toEqual([name, []]);
      if (status === 404) expect([name, express.mock.calls.length]).toEqual([name, 2]);
    }
    express.mockRestore();
  });

  it('are left to the normal route where they are long and may be compressed', async () => {
    const names = { branch: 'b'.repeat(250), base_branch: 'c'.repeat(250), repo: 'acme/long' };
    const { id, repo_id: repoId } = (await owner.post('/scans', names)).body;
    await owner.patch(`/repos/${repoId}`, { url: `https://git.example.test/${'u'.repeat(900)}` });
    for (const path of [`/scans/${id}`, `/repos/${repoId}`]) {
      const plain = await owner.as({ ...key, 'accept-encoding': 'identity' }).get(path);
      expect(plain.headers.get('content-encoding')).toBeNull();
      const packed = await owner.as({ ...key, 'accept-encoding': 'gzip' }).get(path);
      expect(packed.text).toBe(plain.text);
      expect(packed.headers.get('content-encoding')).toBe(plain.text.length > 1024 ? 'gzip' : null);
    }
  });

  it('are taken from one budget, once each, and refused alike when it is used up', async () => {
    const limited = await inGateWorld(await startPrivateApp({ RATE_LIMIT_DEFAULT: '6' }));
    try {
      const org = await limited.anOrgWith({});
      const { id } = await aDuplicatedScan(org, 1);
      const { key: made } = (await org.post('/api-keys', { name: 'ci', role: 'MEMBER' })).body;
      const caller = (more: Headers) => org.as({ 'x-api-key': made as string, ...more });
      const answers = [];
      for (const [path, more] of [
        [`/scans/${id}`, {}],
        [`/scans/${id}`, UNUSUAL],
        ['/scans/4000000', {}],
        [`/scans/${id}`, {}],
        ['/scans/4000000', UNUSUAL],
        [`/scans/${id}`, {}],
        [`/scans/${id}`, {}],
        [`/scans/${id}`, UNUSUAL],
      ] as const)
        answers.push(await caller(more).get(path));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 200, 404, 200, 429, 429]);
      const left = answers.map(({ headers }) => /r=(\d);/.exec(headers.get('ratelimit') ?? '')?.[1]);
      expect(left).toEqual(['5', '4', '3', '2', '1', '0', '0', '0']);
    } finally {
      await limited.stop();
    }
  });

  it('count under the pattern of their route', async () => {
    await ask(`/scans/${scan}`, key);
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(text).toMatch(
      /qgate_http_request_duration_seconds_count\{route="\/api\/scans\/:id",method="GET",status="200"\} \d/,
    );
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
