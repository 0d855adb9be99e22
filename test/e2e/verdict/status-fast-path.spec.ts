import { ADMIN_EMAIL, ADMIN_PASSWORD } from '../../support/test-app.js';
import { aDuplicatedScan, aScan, type GateWorld, startGateWorld, uploadFindings } from './gate-world.js';

type Headers = Readonly<Record<string, string>>;

/** One request, and what is worth naming of its situation. */
interface Situation {
  readonly name: string;
  readonly id: number | string;
  readonly headers: Headers;
  readonly code: number;
}

/** The bytes of an answer without the id that an error repeats, as Latin-1. */
const withoutId = (bytes: Buffer): string => bytes.toString('latin1').replace(/"request_id":"[\w-]+"/, '');

describe('the fast path and the normal route to a status', () => {
  let world: GateWorld;
  let situations: Situation[];

  beforeAll(async () => {
    world = await startGateWorld({ RATE_LIMIT_STATUS: '10000' });
    situations = await prepareSituations();
  });
  afterAll(() => world.stop());

  const login = async (): Promise<{ bearer: Headers; cookie: Headers; orgId: number }> => {
    const response = await fetch(`${world.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD }),
    });
    const body = (await response.json()) as { access_token: string; org: { id: number } };
    const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
    return { bearer: { authorization: `Bearer ${body.access_token}` }, cookie: { cookie }, orgId: body.org.id };
  };

  async function prepareSituations(): Promise<Situation[]> {
    const org = await world.anOrgWith({});
    const aKeyOf = async (body: object) => {
      const { body: made } = await org.post('/api-keys', { name: 'ci', ...body });
      return { headers: { 'x-api-key': made.key as string }, id: made.id as number };
    };
    const { headers: key } = await aKeyOf({ role: 'MEMBER' });
    const { headers: viewer } = await aKeyOf({ role: 'VIEWER', scopes: ['read:scans'] });
    const { headers: writer } = await aKeyOf({ role: 'MEMBER', scopes: ['write:scans'] });
    const revoked = await aKeyOf({ role: 'MEMBER' });
    await org.post(`/api-keys/${revoked.id}/revoke`);

    const passed = await aDuplicatedScan(org, 1);
    const failed = await aDuplicatedScan(org, 4);
    const pending = await aScan(org);
    const gaveUp = await aScan(org);
    await org.post(`/scans/${gaveUp.id}/fail`, { reason: 'out of memory' });
    const found = await aScan(org, { branch: 'größer/日本' });
    await uploadFindings(org, found.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
    await org.post(`/scans/${found.id}/complete`, {});
    const waived = await aDuplicatedScan(org, 4, { pr_number: 9 });
    await org.post('/quality/gates/waivers', {
      rule: 'duplication_pct_max',
      reason: 'legacy',
      repo_id: waived.repoId,
      pr_number: 9,
    });
    const stale = await aDuplicatedScan(org, 4, { pr_number: 9 });
    await org.post('/quality/gates/waivers', { rule: 'rating_min', reason: 'x', repo_id: stale.repoId, pr_number: 9 });
    await org.post(`/quality/gates/recompute/${waived.id}`);
    const unconfigured = await aDuplicatedScan(world.admin, 1);
    const { bearer, cookie, orgId } = await login();

    const of = (name: string, id: number | string, headers: Headers, code: number): Situation => ({
      name,
      id,
      headers,
      code,
    });
    return [
      of('passed', passed.id, key, 200),
      of('failed', failed.id, key, 200),
      of('pending', pending.id, key, 200),
      of('given up', gaveUp.id, key, 200),
      of('with findings, beyond ASCII', found.id, key, 200),
      of('waived', waived.id, key, 200),
      of('stale', stale.id, key, 200),
      of('by a viewer', passed.id, viewer, 200),
      of('key as bearer', passed.id, { authorization: `Bearer ${key['x-api-key']}` }, 200),
      of('by a session token', unconfigured.id, bearer, 200),
      of('by a session cookie', unconfigured.id, cookie, 200),
      of('in the own organization, named', unconfigured.id, { ...bearer, 'x-org-id': String(orgId) }, 200),
      of('in another organization, as SUPER_ADMIN', passed.id, { ...bearer, 'x-org-id': String(org.orgId) }, 200),
      of('in another organization, by key', passed.id, { ...key, 'x-org-id': String(orgId) }, 403),
      of('a token in the place of a cookie', unconfigured.id, { cookie: bearer.authorization! }, 401),
      of('a cookie in the place of a token', unconfigured.id, { authorization: `Bearer ${cookie.cookie}` }, 401),
      of('a header that is no key before a token', unconfigured.id, { 'x-api-key': 'nonsense', ...bearer }, 401),
      of('a key in capitals', passed.id, { 'x-api-key': key['x-api-key'].toUpperCase() }, 401),
      of('without credentials', passed.id, {}, 401),
      of('a revoked key', passed.id, revoked.headers, 401),
      of('a key without the scope', passed.id, writer, 403),
      of('a key without the scope, no such scan', 4_000_000, writer, 403),
      of('no such scan', 4_000_000, key, 404),
      of("another organization's scan", unconfigured.id, key, 404),
      ...['0', '-1', '007', '1e3', '12abc', '%2012', '9007199254740992'].map((id) => of(`the id ${id}`, id, key, 400)),
    ];
  }

  /** Content of an answer without its time and rate budget. */
  const ask = async (path: string, headers: Headers, method = 'GET') => {
    const response = await fetch(`${world.url}/api/quality/gates/status/${path}`, {
      method,
      headers,
    });
    const said = Object.fromEntries(response.headers);
    delete said.date;
    delete said['x-request-id'];
    if (said.ratelimit !== undefined) said.ratelimit = said.ratelimit.replace(/r=\d+;t=\d+/, 'r=;t=');
    return {
      code: response.status,
      headers: said,
      bytes: withoutId(Buffer.from(await response.arrayBuffer())),
    };
  };

  it('answer alike in every situation, in bytes and headers', async () => {
    for (const { name, id, headers, code } of situations) {
      const normal = await ask(`${id}?wait=0`, headers);
      // Read from the database, then from memory.
      for (let again = 0; again < 3; again += 1)
        expect({ name, ...(await ask(String(id), headers)) }).toEqual({ name, ...normal });
      expect([name, normal.code]).toEqual([name, code]);
    }
  });

  it.each(['HEAD', 'OPTIONS', 'POST', 'DELETE'])('leaves %s to the normal route', async (method) => {
    const [{ id, headers }] = situations as [Situation];
    expect(await ask(String(id), headers, method)).toEqual(await ask(`${id}?wait=0`, headers, method));
  });

  it('share one budget, and refuse alike when it is used up', async () => {
    const limited = await startGateWorld({ RATE_LIMIT_STATUS: '4' });
    try {
      const org = await limited.anOrgWith({});
      const scan = await aDuplicatedScan(org, 1);
      const { body } = await org.post('/api-keys', { name: 'ci', role: 'MEMBER' });
      const caller = org.as({ 'x-api-key': body.key as string });
      const answers = [];
      for (const query of ['', '?wait=0', '', '?wait=0', '', '?wait=0'])
        answers.push(await caller.get(`/quality/gates/status/${scan.id}${query}`));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
      const left = answers.map(({ headers }) => /^"status";r=(\d);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1]);
      expect(left).toEqual(['3', '2', '1', '0', '0', '0']);
      for (const { headers } of answers) expect(headers.get('ratelimit-policy')).toBe('"status";q=4;w=60');
      expect(answers[4]!.headers.get('retry-after')).not.toBeNull();
      limited.clock.advanceMinutes(1);
      expect((await caller.get(`/quality/gates/status/${scan.id}`)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});
