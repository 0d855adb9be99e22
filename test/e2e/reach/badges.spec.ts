import { anApiKey, anOrganization } from '../../support/actors.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { anLcov, lines } from '../../support/reports.js';
import { countRoundTrips } from '../../support/round-trips.js';
import { startTestApp } from '../../support/test-app.js';
import {
  aDuplicatedScan,
  aScan,
  complete,
  type GateWorld,
  startGateWorld,
  uploadFindings,
} from '../verdict/gate-world.js';

const DAY_MINUTES = 24 * 60;
const UNKNOWN = { message: 'unknown', color: 'lightgrey' };
const ON_MAIN = { branch: 'main', pr_number: null };

let world: GateWorld;
beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());

const anOrg = () => world.anOrgWith({ policy: { duplication_pct_max: 5 } });
const tokenIn = ({ body }: ApiAnswer): string => /\/api\/badges\/([\w-]+)\/gate\.svg$/.exec(body.url as string)![1]!;
const tokenOf = async (org: ApiClient, repoId: number) => tokenIn(await org.get(`/repos/${repoId}/badge`));
const read = async (token: string, file: string) => (await world.anonymous.get(`/badges/${token}/${file}`)).body;

/** An organization with a repository whose `main` passed, with its token. */
async function aPassedRepo() {
  const org = await anOrg();
  const { repoId } = await aDuplicatedScan(org, 1, ON_MAIN);
  return { org, repoId, token: await tokenOf(org, repoId) };
}

describe('the addresses of badges', () => {
  it('are a URL and Markdown that shows it and links to the repository', async () => {
    const { org, repoId } = await aPassedRepo();
    const { body } = await org.get(`/repos/${repoId}/badge`);
    expect(body.url).toMatch(new RegExp(`^${world.url}/api/badges/[\\w-]{43}/gate\\.svg$`));
    expect(body.markdown).toBe(`[![Quality gate](${body.url})](${world.url}/repos/${repoId})`);
    expect((await org.get(`/repos/${repoId}/badge`)).body).toEqual(body);
    expect((await fetch(body.url as string)).headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  });

  it('begin with PUBLIC_URL where it is set', async () => {
    const service = await startTestApp({ PUBLIC_URL: 'https://gate.example.test/quality' });
    try {
      const { body: repo } = await service.admin.post('/repos', { name: 'acme/web' });
      const { body } = await service.admin.get(`/repos/${repo.id}/badge`);
      expect(body.url).toMatch(/^https:\/\/gate\.example\.test\/quality\/api\/badges\//);
    } finally {
      await service.stop();
    }
  });

  it('end at once when an administrator renews them, which the audit log tells', async () => {
    const { org, repoId, token } = await aPassedRepo();
    const renewed = tokenIn(await org.post(`/repos/${repoId}/badge/renew`));
    expect(renewed).not.toBe(token);
    expect(await tokenOf(org, repoId)).toBe(renewed);
    expect(await read(token, 'gate.json')).toMatchObject(UNKNOWN);
    expect(await read(renewed, 'gate.json')).toMatchObject({ message: 'passed' });
    const { entries } = (await org.get('/audit-log?action=badge.renewed')).body;
    expect(entries).toEqual([
      expect.objectContaining({ action: 'badge.renewed', target: { type: 'repo', id: repoId }, repo_id: repoId }),
    ]);
    expect(JSON.stringify(entries)).not.toContain(renewed);
  });

  it('are 404 of a repository of others, and to a key that is bound to another one', async () => {
    const { org, repoId } = await aPassedRepo();
    const { admin: other } = await anOrganization(world);
    const { body: spare } = await org.post('/repos', { name: 'acme/spare' });
    const { client: bound } = await anApiKey(
      world,
      { repo_ids: [spare.id], role: 'ORG_ADMIN', scopes: ['admin'] },
      org,
    );
    for (const client of [other, bound]) {
      expect((await client.get(`/repos/${repoId}/badge`)).status).toBe(404);
      expect((await client.post(`/repos/${repoId}/badge/renew`)).status).toBe(404);
    }
    expect((await bound.get(`/repos/${spare.id}/badge`)).status).toBe(200);
  });
});

describe('a badge', () => {
  it('of the gate follows the last scan of the default branch that ended', async () => {
    const org = await anOrg();
    const { body: repo } = await org.post('/repos', { name: 'acme/web' });
    const token = await tokenOf(org, repo.id as number);
    const messages: string[] = [];
    const look = async () => messages.push((await read(token, 'gate.json')).message as string);
    await look();
    await aDuplicatedScan(org, 1, ON_MAIN);
    await look();
    await aDuplicatedScan(org, 9, { branch: 'feature', pr_number: 5 });
    await look();
    await aDuplicatedScan(org, 9, ON_MAIN);
    await look();
    await aScan(org, ON_MAIN);
    await look();
    expect(messages).toEqual(['unknown', 'passed', 'passed', 'failed', 'failed']);
  });

  it('is failed after a scan that timed out, while measures stay those of the last completed one', async () => {
    const { org, token } = await aPassedRepo();
    await aScan(org, ON_MAIN);
    world.clock.advanceMinutes(61);
    expect(await read(token, 'gate.json')).toMatchObject({ message: 'failed', color: 'red' });
  });

  it('of a measure is a percentage or a letter', async () => {
    const org = await anOrg();
    const scan = await aScan(org, ON_MAIN);
    const token = await tokenOf(org, scan.repoId);
    await org.upload(
      '/quality/coverage/upload',
      { scan_id: String(scan.id) },
      { content: anLcov({ 'src/a.ts': lines(1000, 824) }) },
    );
    await uploadFindings(org, scan.id, [{ ruleId: 'sql-injection', score: 7.5, line: 3 }]);
    await complete(org, scan.id);
    expect(await read(token, 'coverage.json')).toEqual({
      schemaVersion: 1,
      label: 'coverage',
      message: '82.4%',
      color: 'green',
    });
    const { reliability_rating: reliability, maintainability_rating: maintainability } = (
      await org.get(`/quality/ratings/${scan.id}`)
    ).body;
    expect(reliability).toBe('B');
    expect(await read(token, 'reliability.json')).toMatchObject({ message: reliability });
    expect(await read(token, 'maintainability.json')).toMatchObject({ message: maintainability });
  });

  it('shows a named branch, and a label of its own', async () => {
    const { org, token } = await aPassedRepo();
    await aDuplicatedScan(org, 9, { branch: 'release/1', pr_number: null });
    expect(await read(token, 'gate.json?branch=release/1&label=release')).toMatchObject({
      label: 'release',
      message: 'failed',
    });
    expect(await read(token, 'gate.json?branch=nowhere')).toMatchObject(UNKNOWN);
  });

  it('says that it is old after 30 days', async () => {
    const { token } = await aPassedRepo();
    world.clock.advanceMinutes(31 * DAY_MINUTES);
    expect(await read(token, 'gate.json')).toMatchObject({ label: 'quality gate (old)', message: 'passed' });
  });

  it('is unknown by a token that is none, and of a repository that was deleted', async () => {
    const { org, repoId, token } = await aPassedRepo();
    const wrong = token.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
    for (const none of [wrong, 'x', 'a'.repeat(43), '%F0%9F%94%91'])
      expect(await read(none, 'gate.json')).toMatchObject(UNKNOWN);
    const { status } = await org.delete(`/repos/${repoId}?confirm=acme/web`);
    expect(status).toBeLessThan(300);
    expect(await read(token, 'gate.json')).toMatchObject(UNKNOWN);
  });

  it('of no such kind or form is 404', async () => {
    const { token } = await aPassedRepo();
    for (const file of ['debt.svg', 'gate.png', 'gate', 'GATE.svg'])
      expect([file, (await fetch(`${world.url}/api/badges/${token}/${file}`)).status]).toEqual([file, 404]);
  });
});

describe('the image of a badge', () => {
  const imageOf = async (token: string, query = '', headers: Record<string, string> = {}) => {
    const answer = await fetch(`${world.url}/api/badges/${token}/gate.svg${query}`, { headers });
    return { status: answer.status, headers: answer.headers, svg: await answer.text() };
  };

  it('says in words what it shows, and runs nothing', async () => {
    const { token } = await aPassedRepo();
    const { svg } = await imageOf(token);
    expect(svg).toContain('<title>quality gate: passed</title>');
    expect(svg).toContain('role="img"');
    expect(svg).not.toMatch(/script|href|on\w+=|url\((?!#)/);
  });

  it('has two forms', async () => {
    const { token } = await aPassedRepo();
    const [usual, flat, square] = await Promise.all(
      ['', '?style=flat', '?style=flat-square'].map((query) => imageOf(token, query)),
    );
    expect(usual!.svg).toBe(flat!.svg);
    expect(square!.svg).not.toBe(flat!.svg);
    expect((await imageOf(token, '?style=social')).status).toBe(400);
  });

  it('escapes its label', async () => {
    const { token } = await aPassedRepo();
    const label = encodeURIComponent(`"><script>alert(1)</script>&'`);
    const { svg } = await imageOf(token, `?label=${label}`);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
  });

  it('is cached by anybody for a minute, shown by any site, and sent again only when it changes', async () => {
    const { org, token } = await aPassedRepo();
    const { headers } = await imageOf(token);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'public, max-age=60, s-maxage=60, stale-while-revalidate=300',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'content-type': 'image/svg+xml; charset=utf-8',
    });
    const tag = headers.get('etag')!;
    expect(tag).toMatch(/^"[\w-]+"$/);
    const again = await imageOf(token, '', { 'if-none-match': tag });
    expect([again.status, again.svg, again.headers.get('etag')]).toEqual([304, '', tag]);
    await aDuplicatedScan(org, 9, ON_MAIN);
    expect((await imageOf(token, '', { 'if-none-match': tag })).status).toBe(200);
  });

  it('costs one round trip to the database, and none where the token is none', async () => {
    const counter: { current?: Awaited<ReturnType<typeof countRoundTrips>> } = {};
    const service = await startTestApp(
      {},
      { through: async (database) => (counter.current = await countRoundTrips(database)).connection },
    );
    try {
      const { body: repo } = await service.admin.post('/repos', { name: 'acme/web' });
      const token = await tokenOf(service.admin, repo.id as number);
      const costs = async (path: string) => {
        const counts: number[] = [];
        for (let time = 0; time < 5; time += 1)
          counts.push(await counter.current!.during(() => service.anonymous.get(path)));
        return Math.min(...counts);
      };
      expect(await costs(`/badges/${token}/gate.json`)).toBe(1);
      expect(await costs(`/badges/${'a'.repeat(43)}/gate.json`)).toBe(0);
    } finally {
      await service.stop();
      await counter.current?.close();
    }
  });
});

it('badges are limited by address, apart from other requests', async () => {
  const service = await startTestApp({ RATE_LIMIT_ANONYMOUS: '3' });
  try {
    const { body: repo } = await service.admin.post('/repos', { name: 'acme/web' });
    const token = await tokenOf(service.admin, repo.id as number);
    const statuses: number[] = [];
    for (let time = 0; time < 4; time += 1)
      statuses.push((await service.admin.get(`/badges/${token}/gate.json`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await service.anonymous.get('/auth/me')).status).toBe(401);
  } finally {
    await service.stop();
  }
});
