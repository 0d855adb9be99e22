import pg from 'pg';
import { MIGRATIONS } from '../../ormconfig.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const databases: TestDatabase[] = [];
const clients: pg.Client[] = [];
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await Promise.all(databases.map((database) => database.drop()));
});

async function aDatabase(isEmpty = false): Promise<{ database: TestDatabase; client: pg.Client }> {
  const database = await createTestDatabase(isEmpty ? { isEmpty } : {});
  databases.push(database);
  const client = new pg.Client({ ...database.admin });
  clients.push(client);
  if (isEmpty) await prepareDatabase(database.admin, MIGRATIONS.slice(0, MIGRATIONS.findIndex(isOfOutbox)));
  await client.connect();
  return { database, client };
}

const isOfOutbox = ({ name }: { readonly name: string }) => name.startsWith('CreateWorkItems');

describe('what was queued before there was one table of work', () => {
  let rows: { org: string; kind: string; key: string | null; lane: string; attempts: number; payload: object }[];

  beforeAll(async () => {
    const { database, client } = await aDatabase(true);
    await client.query(`
      INSERT INTO organizations (name, slug) VALUES ('One', 'one');
      INSERT INTO repos (org_id, name) SELECT id, 'acme/web' FROM organizations;
      INSERT INTO pull_requests (org_id, repo_id, number, last_scan_id, last_scanned_at) SELECT org_id, id, 5, 1, now() FROM repos;
      INSERT INTO reevaluations (org_id, repo_id, pr_number, trigger, requested_by, requested_at, claimed_until, attempts)
        SELECT org_id, repo_id, number, 'policy_changed', 'user:1', now(), now() + interval '1 minute', 1 FROM pull_requests;
      INSERT INTO jobs (org_id, kind, created_by, created_at, state, due_at, claim) SELECT id, 'delete-repository', 'user:1', now(), 'running',
        now() + interval '10 seconds', 1 FROM organizations;
      INSERT INTO jobs (org_id, kind, created_by, created_at, state, finished_at) SELECT id, 'export', 'user:1', now(), 'done', now() FROM organizations;
      INSERT INTO auth.mails (kind, address) VALUES ('password_reset', 'Jane@example.test');
      INSERT INTO auth.mails (kind, address, details, lease, due_at)
        VALUES ('security_notice', 'jo@example.test', '{"event": "x"}', gen_random_uuid(), now() + interval '1 minute');
      INSERT INTO forges (org_id, kind, name, base_url, credentials_type, credentials_hint, credentials_set_at, context, report, surfaces,
          hook_public_id, created_by, created_at)
        SELECT id, 'gitea', 'forge', 'http://127.0.0.1', 'token', '', now(), 'quality-gate', '{}', '{status}', gen_random_uuid(), 'user:1', now()
        FROM organizations;
      INSERT INTO hook_deliveries (org_id, forge_id, delivery_id, news, received_at, due_at)
        SELECT org_id, id, 'followed', '{}', now(), NULL FROM forges;
      INSERT INTO hook_deliveries (org_id, forge_id, delivery_id, news, received_at, due_at, attempts)
        SELECT org_id, id, NULL, '{"event": null, "endedInstallation": "7"}', now(), now(), 2 FROM forges;
    `);
    await prepareDatabase(database.admin, MIGRATIONS);
    rows = (
      await client.query(
        `SELECT org_id AS org, kind, key, lane, attempts, payload FROM work_items WHERE lease IS NULL AND due_at <= now() + interval '1 minute' ORDER BY id`,
      )
    ).rows;
    expect((await client.query('SELECT delivery_id FROM hook_deliveries')).rows).toEqual([{ delivery_id: 'followed' }]);
  });

  it('are mails, in their order', () => {
    const mails = rows.filter(({ kind }) => kind === 'mails');
    expect(mails.map(({ org, key }) => [Number(org), key])).toEqual([
      [0, 'password_reset:jane@example.test'],
      [0, null],
    ]);
    expect(mails.map(({ payload }) => payload)).toEqual([
      { kind: 'password_reset', address: 'Jane@example.test', invitationId: null, details: null },
      { kind: 'security_notice', address: 'jo@example.test', invitationId: null, details: { event: 'x' } },
    ]);
  });

  it('are pull requests to judge again', () => {
    const [{ key, payload, attempts } = { key: '' }] = rows.filter(({ kind }) => kind === 'reevaluations');
    expect(key).toMatch(/^\d+\/5$/);
    expect([payload, attempts]).toEqual([{ prNumber: 5, trigger: 'policy_changed', requestedBy: 'user:1' }, 1]);
  });

  it('are unfinished jobs, which no instance does any more', () => {
    const jobs = rows.filter(({ kind }) => kind === 'jobs');
    expect(jobs.map(({ key, payload }) => [key, payload])).toEqual([
      [expect.any(String), { jobId: Number(jobs[0]?.key) }],
    ]);
  });

  it('are the news of forges', () => {
    const [{ lane, payload, attempts } = { lane: '' }] = rows.filter(({ kind }) => kind === 'forge-hooks');
    expect(Number(lane)).toBeGreaterThan(0);
    expect([payload, attempts]).toEqual([{ event: null, endedInstallation: '7' }, 2]);
  });
});

describe('a claim', () => {
  let client: pg.Client;
  let orgs: number[];

  beforeAll(async () => {
    ({ client } = await aDatabase());
    await client.query(
      `INSERT INTO organizations (name, slug) SELECT 'Org ' || n, 'org-' || n FROM generate_series(1, 3) n`,
    );
    orgs = (await client.query<{ id: string }>('SELECT id FROM organizations ORDER BY id')).rows.map(({ id }) =>
      Number(id),
    );
  });
  beforeEach(() => client.query('TRUNCATE work_items'));

  const queue = (orgAt: number, lane: number, count = 1, kind = 'test') =>
    client.query(
      `INSERT INTO work_items (org_id, kind, lane, payload)
       SELECT $1, $2, $3, jsonb_build_object('at', n) FROM generate_series(1, $4::integer) n`,
      [orgs[orgAt], kind, lane, count],
    );
  interface Claimed {
    readonly id: number;
    readonly org: number;
    readonly lane: number;
    readonly lease: string;
    readonly attempts: number;
  }
  async function claim(
    atMost: number,
    { ofEach = 10, inOrder = false, after = [0, 0] as readonly number[], at = 'now()' } = {},
  ): Promise<Claimed[]> {
    const { rows } = await client.query<Claimed>(
      `SELECT id::integer, org_id::integer AS org, lane::integer, lease, attempts
       FROM claim_work('test', $1, $2, $3, 30, ${at}, $4, $5) ORDER BY turn, id`,
      [atMost, ofEach, inOrder, ...after],
    );
    return rows;
  }
  const lanesOf = (claimed: readonly Claimed[]) =>
    claimed.map(({ org, lane }) => `${orgs.indexOf(org)}/${lane}`).sort();
  const settle = async ({ org, id, lease }: Claimed, due: Date | null) =>
    (
      await client.query(
        'SELECT * FROM settle_work(ARRAY[$1::bigint], ARRAY[$2::bigint], ARRAY[$3::uuid], ARRAY[$4::timestamptz])',
        [org, id, lease, due],
      )
    ).rowCount;

  it('takes of each lane in turn, and goes on after the last one', async () => {
    await queue(0, 1, 50);
    await queue(0, 2, 1);
    await queue(1, 1, 1);
    await queue(2, 1, 1, 'another kind');
    expect(lanesOf(await claim(3))).toEqual(['0/1', '0/2', '1/1']);
    expect(lanesOf(await claim(3))).toEqual(['0/1', '0/1', '0/1']);
    await queue(1, 1, 2);
    expect(lanesOf(await claim(2, { after: [orgs[0]!, 1] }))).toEqual(['0/1', '1/1']);
  });

  it('leaves a lane no more than its places, until the leases end', async () => {
    await queue(0, 1, 5);
    expect(await claim(10, { ofEach: 2 })).toHaveLength(2);
    expect(await claim(10, { ofEach: 2 })).toEqual([]);
    expect(await claim(10, { ofEach: 3 })).toHaveLength(1);
    const late = await claim(10, { ofEach: 2, at: `now() + interval '31 seconds'` });
    expect(late.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it('takes the oldest item of a lane alone where the lane is in order', async () => {
    await queue(0, 1, 3);
    const [first, ...others] = await claim(10, { ofEach: 1, inOrder: true });
    expect(others).toEqual([]);
    await settle(first!, new Date(Date.now() + 60_000));
    expect(await claim(10, { ofEach: 1, inOrder: true })).toEqual([]);
    const [again] = await claim(10, { ofEach: 1, inOrder: true, at: `now() + interval '2 minutes'` });
    expect([again?.id, again?.attempts]).toEqual([first?.id, 2]);
    expect(await settle(first!, null)).toBe(0);
    expect(await settle(again!, null)).toBe(1);
    const [next] = await claim(10, { ofEach: 1, inOrder: true });
    expect(next!.id).toBeGreaterThan(first!.id);
  });

  it('takes nothing of an organization that was deleted', async () => {
    await queue(0, 1);
    await client.query('UPDATE organizations SET deleted_at = now() WHERE id = $1', [orgs[0]]);
    expect(await claim(10)).toEqual([]);
    await client.query('UPDATE organizations SET deleted_at = NULL');
    expect(await claim(10)).toHaveLength(1);
  });

  it('is shared by connections without an item that two of them have', async () => {
    await queue(0, 1, 40);
    const second = new pg.Client({ ...databases.at(-1)!.admin });
    await second.connect();
    const both = await Promise.all(
      [client, second].map((one) =>
        one.query<{ id: string }>(`SELECT id FROM claim_work('test', 20, 20, false, 30, now(), 0, 0)`),
      ),
    );
    await second.end();
    const ids = both.flatMap(({ rows: claimed }) => claimed.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
