import { once } from 'node:events';
import http from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { isNightly } from '../support/programme.js';
import { anLcov, aSarifLog, lines } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ORGANIZATIONS = isNightly ? 100 : 5;
/** Turns of each organization; all live at once. */
const TURNS = 12;

interface Tenant {
  readonly mark: string;
  readonly key: string;
  readonly client: ApiClient;
  readonly scanId: number;
  readonly repoId: number;
}

let service: TestApp;
let tenants: Tenant[];

beforeAll(async () => {
  service = await startTestApp({}, { poolSize: 1 });
  tenants = [];
  while (tenants.length < ORGANIZATIONS) {
    const next = Array.from({ length: 5 }, (_, index) => aTenant(tenants.length + index));
    tenants.push(...(await Promise.all(next)));
  }
}, 120_000);
afterAll(() => service.stop());

const marksIn = (text: string) => [...new Set(text.match(/tenant-\d{3}/g) ?? [])];

async function aTenant(index: number): Promise<Tenant> {
  const mark = `tenant-${String(index).padStart(3, '0')}`;
  const org = await service.admin.post('/orgs', { name: mark, slug: mark });
  const inside = { 'x-org-id': String(org.body.id) };
  const made = await service.admin.post('/api-keys', { name: mark, role: 'ORG_ADMIN' }, inside);
  const key = made.body.key as string;
  const client = service.anonymous.as({ 'x-api-key': key });
  const scan = await client.post('/scans', { repo: `${mark}/web`, branch: mark });
  const scanId = scan.body.id as number;
  const problem = { rule: mark, path: `${mark}.ts`, line: 1, message: mark, snippet: mark };
  expect((await client.post(`/scans/${scanId}/findings`, aSarifLog([problem]))).status).toBe(200);
  const report = { content: anLcov({ [`${mark}.ts`]: lines(4, 2) }) };
  expect((await client.upload('/quality/coverage/upload', { scan_id: String(scanId) }, report)).status).toBe(200);
  expect((await client.post(`/scans/${scanId}/complete`)).status).toBe(200);
  return { mark, key, client, scanId, repoId: scan.body.repo_id as number };
}

type Act = (tenant: Tenant, other: Tenant, turn: number) => Promise<{ answer: ApiAnswer; status: number }>;

const expecting = async (status: number, answer: Promise<ApiAnswer>) => ({ answer: await answer, status });

/** Retries after a wait of 5 s for the one connection, which is answered with the advice to come again. */
async function patiently(act: () => ReturnType<Act>): ReturnType<Act> {
  for (let attempt = 1; ; attempt += 1) {
    const { answer, status } = await act();
    if (answer.status !== 503 || attempt === 20) return { answer, status };
  }
}

/** Acts of a tenant in between the others': reads, writes, and some that end in a rollback. */
const ACTS: readonly Act[] = [
  ({ client }) => expecting(200, client.get('/repos')),
  ({ client }) => expecting(200, client.get('/scans')),
  ({ client }) => expecting(200, client.get('/org')),
  ({ client }) => expecting(200, client.get('/api-keys')),
  ({ client }) => expecting(200, client.get('/audit-log?limit=200')),
  ({ client, scanId }) => expecting(200, client.get(`/scans/${scanId}/findings`)),
  ({ client, scanId }) => expecting(200, client.get(`/scans/${scanId}/sarif`)),
  ({ client, scanId }) => expecting(200, client.get(`/quality/gates/status/${scanId}`)),
  ({ client, scanId }) => expecting(200, client.get(`/quality/coverage/${scanId}`)),
  ({ client, scanId }) => expecting(200, client.post(`/quality/gates/recompute/${scanId}`)),
  ({ client, mark }) => expecting(201, client.post('/scans', { repo: `${mark}/web`, branch: `${mark}-more` })),
  ({ client, mark }, _, turn) => expecting(200, client.patch('/org', { name: `${mark} ${turn}` })),
  ({ client, mark }) => expecting(409, client.post('/repos', { name: `${mark}/web` })),
  ({ client }, other) => expecting(404, client.get(`/scans/${other.scanId}/findings`)),
  ({ client }, other) => expecting(404, client.post(`/scans/${other.scanId}/fail`, { reason: 'not mine' })),
  ({ client }, other) => expecting(404, client.post(`/quality/gates/rebuild-baseline/${other.repoId}`)),
];

/** Sends a request and hangs up before its answer: whatever it had begun must not stay with the connection. */
async function hangUp({ key, scanId }: Tenant): Promise<void> {
  const request = http.get(`${service.url}/api/scans/${scanId}/findings`, { headers: { 'x-api-key': key } });
  request.on('error', () => undefined);
  await once(request, 'socket');
  request.end();
  await nextTurn();
  request.destroy();
}

interface Turn {
  readonly act: number;
  readonly other: number;
  readonly isHungUp: boolean;
}

/** One tenant's turns, one after another; answers those that went wrong. */
async function live(tenant: number, turns: readonly Turn[]): Promise<object[]> {
  const own = tenants[tenant]!;
  const wrong: object[] = [];
  for (const [index, { act, other, isHungUp }] of turns.entries()) {
    if (isHungUp) await hangUp(own);
    const foreign = tenants[(tenant + 1 + other) % ORGANIZATIONS]!;
    const { answer, status } = await patiently(() => ACTS[act]!(own, foreign, index));
    const strange = marksIn(answer.text).filter((mark) => mark !== own.mark);
    if (answer.status !== status || strange.length > 0)
      wrong.push({ act, mark: own.mark, status: answer.status, wanted: status, strange });
  }
  return wrong;
}

it('never mixes organizations over one connection', async () => {
  const [seed] = fc.sample(fc.integer(), 1) as [number];
  const aTurn = fc.record({
    act: fc.nat(ACTS.length - 1),
    other: fc.nat(ORGANIZATIONS - 2),
    isHungUp: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  });
  const lives = fc.sample(fc.array(aTurn, { minLength: TURNS, maxLength: TURNS }), { numRuns: ORGANIZATIONS, seed });
  const wrong = await Promise.all(lives.map((turns, tenant) => live(tenant, turns)));
  expect({ seed, wrong: wrong.flat() }).toEqual({ seed, wrong: [] });
}, 120_000);

it('has left each with its own and nothing else', async () => {
  for (const { client, mark } of tenants)
    for (const path of ['/repos', '/scans', '/org', '/api-keys'])
      expect(marksIn((await client.get(path)).text)).toEqual([mark]);
}, 120_000);
