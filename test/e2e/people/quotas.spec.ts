import { randomUUID } from 'node:crypto';
import { anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const limit = (org: TestOrganization, quotas: object) => service.admin.patch(`/orgs/${org.id}`, { quotas });
const usedBy = async (client: ApiClient, quota: string): Promise<number> =>
  (await client.get('/org')).body.quotas[quota].used as number;

/** An organization with some limits. */
async function aLimited(quotas: object): Promise<TestOrganization> {
  const org = await anOrganization(service);
  expect((await limit(org, quotas)).status).toBe(200);
  return org;
}

const aRepo = ({ admin }: TestOrganization) => admin.post('/repos', { name: randomUUID() });
const aKey = ({ admin }: TestOrganization) => admin.post('/api-keys', { name: 'key' });
const aScan = ({ admin }: TestOrganization, more: object = {}) =>
  admin.post('/scans', { repo: 'acme/web', branch: 'main', ...more });

const report = (count: number): string =>
  aSarifLog(Array.from({ length: count }, (_, at) => ({ rule: 'r', path: `src/${at}.ts`, line: 1 })));
const uploadFindings = ({ admin }: TestOrganization, scan: number, count: number) =>
  admin.post(`/scans/${scan}/findings`, report(count));
const uploadCoverage = ({ admin }: TestOrganization, scan: number, count: number, more = {}) =>
  admin.upload(
    '/quality/coverage/upload',
    { scan_id: String(scan), ...more },
    { content: anLcov(Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.ts`, lines(5, 1)]))) },
  );

function expectExceeded({ status, body }: ApiAnswer, quota: string, most: number): void {
  expect([status, body.code]).toEqual([409, 'quota_exceeded']);
  expect(body.detail).toMatch(new RegExp(`\\b${quota} allows ${most}\\. \\w.+ SUPER_ADMIN`));
}

const statuses = (answers: readonly ApiAnswer[]): number[] => answers.map(({ status }) => status).sort();

describe('quotas of an organization', () => {
  it('are generous by default, and shown with what is used', async () => {
    const org = await anOrganization(service);
    await aRepo(org);
    const { key } = (await aKey(org)).body;
    await aScan(org);
    const { quotas } = (await service.anonymous.as({ 'x-api-key': key as string }).get('/org')).body;
    expect(quotas).toEqual({
      repositories: { limit: 10_000, used: 2 },
      api_keys: { limit: 10_000, used: 1 },
      webhooks: { limit: 50, used: 0 },
      scans_per_day: { limit: 100_000, used: 1 },
      stored_bytes: { limit: 1_000_000_000_000, used: 0 },
      concurrent_uploads: { limit: 200, used: 0 },
      invitations_per_day: { limit: 100, used: 0 },
    });
  });

  it('are set by the staff of the service alone, null being the default, and recorded for the organization', async () => {
    const org = await anOrganization(service);
    const set = await limit(org, { repositories: 5, webhooks: 0 });
    expect([set.status, set.body.id]).toEqual([200, org.id]);
    expect(set.body.quotas).toMatchObject({ repositories: { limit: 5 }, webhooks: { limit: 0 } });
    expect((await limit(org, { repositories: null })).body).toEqual((await org.admin.get('/org')).body);
    expect((await org.admin.get('/org')).body.quotas).toMatchObject({
      repositories: { limit: 10_000 },
      webhooks: { limit: 0 },
    });
    await limit(org, { webhooks: 0 });
    await service.admin.patch(`/orgs/${org.id}`, {});
    const { entries } = (await org.admin.get('/audit-log?action=quotas.updated')).body;
    expect(entries).toMatchObject([
      { target: { type: 'organization', id: org.id }, old: { repositories: 5 }, new: { repositories: null } },
      { old: { repositories: null, webhooks: null }, new: { repositories: 5, webhooks: 0 } },
    ]);
    await org.admin.patch('/org', { quotas: { repositories: 6 } });
    expect((await org.admin.get('/org')).body.quotas.repositories.limit).toBe(10_000);
    const owner = (await anApiKey(service, { role: 'ORG_OWNER' }, org.admin)).client;
    expect((await owner.patch(`/orgs/${org.id}`, { quotas: { repositories: 6 } })).status).toBe(403);
  });

  it('are of no organization that does not exist', async () => {
    const answer = await service.admin.patch('/orgs/999999', { quotas: { repositories: 1 } });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect((await service.admin.patch('/orgs/0x1', {})).body.code).toBe('invalid_id');
  });

  it.each<[unknown, string]>([
    [{ repos: 1, repositories: 2 }, 'quotas'],
    [{ repositories: -1 }, 'quotas.repositories'],
    [{ repositories: 1.5 }, 'quotas.repositories'],
    [{ repositories: '1' }, 'quotas.repositories'],
    [{ stored_bytes: 2 ** 53 }, 'quotas.stored_bytes'],
    [null, 'quotas'],
    [[], 'quotas'],
  ])('are refused as %j', async (quotas, field) => {
    const org = await anOrganization(service);
    const answer = await service.admin.patch(`/orgs/${org.id}`, { quotas });
    expect([answer.status, answer.body.errors?.map((error: { field: string }) => error.field)]).toEqual([400, [field]]);
  });
});

describe.each([
  ['repositories', aRepo],
  ['api_keys', aKey],
  ['scans_per_day', aScan],
] as const)('the quota %s', (quota, add) => {
  it('allows its limit and no more, to this organization alone', async () => {
    const [org, other] = [await aLimited({ [quota]: 2 }), await anOrganization(service)];
    expect(statuses([await add(org), await add(org)])).toEqual([201, 201]);
    expectExceeded(await add(org), quota, 2);
    expect(await usedBy(org.admin, quota)).toBe(2);
    expect((await add(other)).status).toBe(201);
    await limit(org, { [quota]: 3 });
    expect((await add(org)).status).toBe(201);
  });

  it('gives its last place to one of many at once', async () => {
    const org = await aLimited({ [quota]: 3 });
    await add(org);
    const answers = await Promise.all(Array.from({ length: 8 }, () => add(org)));
    expect(statuses(answers)).toEqual([201, 201, ...Array<number>(6).fill(409)]);
    expect(await usedBy(org.admin, quota)).toBe(3);
  });
});

describe('the quota repositories', () => {
  it('holds for repositories that a scan names, and nothing of the scan is stored', async () => {
    const org = await aLimited({ repositories: 1 });
    expect((await aScan(org)).status).toBe(201);
    expect((await aScan(org)).status).toBe(201);
    expectExceeded(await aScan(org, { repo: 'acme/other' }), 'repositories', 1);
    expect((await org.admin.get('/repos')).body.repos).toHaveLength(1);
    expect((await org.admin.get('/audit-log?action=repo.created')).body.entries).toHaveLength(1);
    expect(await usedBy(org.admin, 'scans_per_day')).toBe(2);
  });

  it('refuses a taken name as such', async () => {
    const org = await aLimited({ repositories: 1 });
    await org.admin.post('/repos', { name: 'acme/web' });
    expect((await org.admin.post('/repos', { name: 'acme/web' })).body.code).toBe('already_exists');
  });
});

describe('the quota repositories, after a deletion', () => {
  it('has room again at once', async () => {
    const org = await aLimited({ repositories: 1 });
    const { id, name } = (await aRepo(org)).body;
    expect((await org.admin.delete(`/repos/${id}?confirm=${name}`)).status).toBe(202);
    expect(await usedBy(org.admin, 'repositories')).toBe(0);
    expect((await aRepo(org)).status).toBe(201);
  });
});

describe('the quota api_keys', () => {
  it('counts keys that work, also those that a bound key does not see', async () => {
    const org = await aLimited({ api_keys: 3 });
    const { id: repo } = (await aRepo(org)).body;
    const first = (await aKey(org)).body;
    const bound = await anApiKey(
      service,
      { scopes: ['admin', 'mint', 'write:scans'], repo_ids: [repo as number] },
      org.admin,
    );
    await anApiKey(service, { expires_in_days: 1 }, org.admin);
    expect(await usedBy(bound.client, 'api_keys')).toBe(3);
    expectExceeded(await bound.client.post('/api-keys', { name: 'minted' }), 'api_keys', 3);
    await org.admin.post(`/api-keys/${first.id}/revoke`);
    expect((await bound.client.post('/api-keys', { name: 'minted' })).status).toBe(201);
    expectExceeded(await aKey(org), 'api_keys', 3);
  });
});

describe('the quota scans_per_day', () => {
  it('does not count a repeated request, and begins again with the day in UTC', async () => {
    const org = await aLimited({ scans_per_day: 1 });
    const key = { idempotency_key: randomUUID() };
    expect((await aScan(org, key)).status).toBe(201);
    expect((await aScan(org, key)).status).toBe(200);
    expectExceeded(await aScan(org), 'scans_per_day', 1);
    expect(await usedBy(org.admin, 'scans_per_day')).toBe(1);
    service.clock.advanceMinutes(24 * 60);
    try {
      expect(await usedBy(org.admin, 'scans_per_day')).toBe(0);
      expect((await aScan(org)).status).toBe(201);
      expectExceeded(await aScan(org), 'scans_per_day', 1);
    } finally {
      service.clock.advanceMinutes(-24 * 60);
    }
  });

  it('counts one scan of a key that came twice at once', async () => {
    const org = await aLimited({ scans_per_day: 1 });
    const key = { idempotency_key: randomUUID() };
    await aRepo(org);
    const answers = await Promise.all([aScan(org, key), aScan(org, key), aScan(org, key)]);
    expect(statuses(answers)).toEqual([200, 200, 201]);
  });
});

describe('the quota stored_bytes', () => {
  const scanOf = async (org: TestOrganization) => (await aScan(org)).body.id as number;

  it('counts findings that are stored for the first time, and coverage less what a later report replaces', async () => {
    const org = await anOrganization(service);
    const scan = await scanOf(org);
    await uploadFindings(org, scan, 10);
    const ofFindings = await usedBy(org.admin, 'stored_bytes');
    expect(ofFindings).toBeGreaterThan(10 * 100);
    await uploadFindings(org, scan, 10);
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(ofFindings);
    await uploadCoverage(org, scan, 20, { upload_key: 'unit' });
    const withCoverage = await usedBy(org.admin, 'stored_bytes');
    expect(withCoverage).toBeGreaterThan(ofFindings + 20 * 10);
    await uploadCoverage(org, scan, 20, { upload_key: 'unit' });
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(withCoverage);
    await uploadCoverage(org, scan, 1, { upload_key: 'unit' });
    expect(await usedBy(org.admin, 'stored_bytes')).toBeLessThan(withCoverage);
    const before = await usedBy(org.admin, 'stored_bytes');
    // Other scans may have the same findings: they stay until nobody names them.
    await uploadFindings(org, scan, 0);
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(before);
    await uploadFindings(org, await scanOf(org), 10);
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(before);
  });

  it('refuses an upload that is over it, stores nothing of it, and lets the scan be completed', async () => {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const scan = await scanOf(org);
    expect((await uploadFindings(org, scan, 3)).status).toBe(200);
    const most = await usedBy(org.admin, 'stored_bytes');
    await limit(org, { stored_bytes: most });
    expectExceeded(await uploadFindings(org, scan, 4), 'stored_bytes', most);
    expectExceeded(await uploadCoverage(org, scan, 2), 'stored_bytes', most);
    expect((await org.admin.get(`/scans/${scan}/findings`)).body.findings).toHaveLength(3);
    expect((await org.admin.get(`/quality/coverage/${scan}`)).body.files).toEqual([]);
    expect((await org.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(1);
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(most);
    expect((await uploadFindings(org, scan, 3)).status).toBe(200);
    expect((await org.admin.post(`/scans/${scan}/complete`)).status).toBe(200);
    expect((await uploadFindings(other, await scanOf(other), 4)).status).toBe(200);
  });

  it('has room again when scans are deleted', async () => {
    const org = await anOrganization(service);
    const [kept, deleted] = [await scanOf(org), await scanOf(org)];
    await uploadFindings(org, kept, 2);
    const before = await usedBy(org.admin, 'stored_bytes');
    await uploadFindings(org, deleted, 3);
    await uploadCoverage(org, deleted, 3);
    expect((await org.admin.delete(`/scans/${deleted}`)).status).toBe(204);
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(before);
  });

  it('gives its last bytes to one of several at once', async () => {
    const org = await anOrganization(service);
    const scans = [await scanOf(org), await scanOf(org), await scanOf(org), await scanOf(org)];
    const upload = (scan: number, at: number) =>
      org.admin.post(`/scans/${scan}/findings`, aSarifLog([{ rule: 'r', path: `src/only-${at}.ts`, line: 1 }]));
    await upload(scans[0]!, 0);
    const size = await usedBy(org.admin, 'stored_bytes');
    await limit(org, { stored_bytes: 2 * size });
    const answers = await Promise.all(scans.slice(1).map((scan, at) => upload(scan, at + 1)));
    expect(statuses(answers)).toEqual([200, 409, 409]);
    expect(await usedBy(org.admin, 'stored_bytes')).toBe(2 * size);
  });

  it('counts files with little coverage that completion lists, though it is used up', async () => {
    const org = await anOrganization(service);
    const scan = await scanOf(org);
    await org.admin.upload(
      '/quality/coverage/upload',
      { scan_id: String(scan) },
      { content: anLcov({ 'a.ts': lines(20, 0) }) },
    );
    const most = await usedBy(org.admin, 'stored_bytes');
    await limit(org, { stored_bytes: most });
    expect((await org.admin.post(`/scans/${scan}/complete`)).status).toBe(200);
    expect(await usedBy(org.admin, 'stored_bytes')).toBeGreaterThan(most);
  });
});

describe('the quota concurrent_uploads', () => {
  /** An upload whose body stays open until `finish` is called. */
  function aSlowUpload(key: string, scan: number) {
    let finish = (): void => undefined;
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(report(1).slice(0, 20)));
        finish = () => {
          controller.enqueue(new TextEncoder().encode(report(1).slice(20)));
          controller.close();
        };
      },
    });
    const done = fetch(`${service.url}/api/scans/${scan}/findings`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/sarif+json' },
      body,
      duplex: 'half',
    });
    return { done, finish: () => finish() };
  }

  const untilUnderWay = async (org: TestOrganization, count: number): Promise<void> => {
    while ((await usedBy(org.admin, 'concurrent_uploads')) < count) await new Promise((r) => setTimeout(r, 20));
  };

  it('turns away an upload beside too many, until one of them has ended; others are served', async () => {
    const [org, other] = [await aLimited({ concurrent_uploads: 1 }), await anOrganization(service)];
    const scan = (await aScan(org)).body.id as number;
    const slow = aSlowUpload((await anApiKey(service, {}, org.admin)).key, scan);
    await untilUnderWay(org, 1);
    for (const path of ['findings', 'changes', 'files']) {
      const away = await org.admin.post(`/scans/${scan}/${path}`, {});
      expect([away.status, away.body.code, away.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
      expect(away.body.detail).toContain('concurrent_uploads allows 1');
    }
    expect((await uploadCoverage(org, scan, 1)).status).toBe(503);
    const otherScan = (await aScan(other)).body.id as number;
    expect((await uploadFindings(other, otherScan, 1)).status).toBe(200);
    slow.finish();
    expect((await slow.done).status).toBe(200);
    expect((await uploadFindings(org, scan, 1)).status).toBe(200);
    expect(await usedBy(org.admin, 'concurrent_uploads')).toBe(0);
  });

  it('leaves its place when an upload is refused or breaks off', async () => {
    const org = await aLimited({ concurrent_uploads: 1 });
    const scan = (await aScan(org)).body.id as number;
    expect((await org.admin.post(`/scans/${scan}/findings`, 'no report')).status).toBe(400);
    expect((await org.admin.post('/scans/999999/findings', report(1))).status).toBe(404);
    expect((await uploadFindings(org, scan, 1)).status).toBe(200);
    expect(await usedBy(org.admin, 'concurrent_uploads')).toBe(0);
  });

  it('follows its limit at once, down to none', async () => {
    const org = await aLimited({ concurrent_uploads: 0 });
    const scan = (await aScan(org)).body.id as number;
    expect((await uploadFindings(org, scan, 1)).status).toBe(503);
    await limit(org, { concurrent_uploads: null });
    expect((await uploadFindings(org, scan, 1)).status).toBe(200);
  });
});

describe('defaults of quotas', () => {
  it('come from the environment', async () => {
    const strict = await startTestApp({ QUOTA_REPOSITORIES: '1', QUOTA_SCANS_PER_DAY: '2' });
    try {
      const scan = (repo: string) => strict.admin.post('/scans', { repo, branch: 'main' });
      expect(statuses([await scan('a'), await scan('a')])).toEqual([201, 201]);
      expectExceeded(await scan('b'), 'repositories', 1);
      expectExceeded(await scan('a'), 'scans_per_day', 2);
    } finally {
      await strict.stop();
    }
  });
});
