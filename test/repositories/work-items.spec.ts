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

/** A database; with the schema before a migration where one is named. */
async function aDatabase(before?: string): Promise<{ database: TestDatabase; client: pg.Client }> {
  const database = await createTestDatabase(before === undefined ? {} : { isEmpty: true });
  databases.push(database);
  const client = new pg.Client({ ...database.admin });
  clients.push(client);
  if (before !== undefined) {
    const index = MIGRATIONS.findIndex(({ name }) => name.startsWith(before));
    await prepareDatabase(database.admin, MIGRATIONS.slice(0, index));
  }
  await client.connect();
  return { database, client };
}

const FORGE = `
  INSERT INTO forges (org_id, kind, name, base_url, credentials_type, credentials_hint, credentials_set_at, context, report, surfaces,
      hook_public_id, created_by, created_at)
    SELECT id, 'gitea', 'forge', 'http://127.0.0.1', 'token', '', now(), 'quality-gate', '{}', '{status}', gen_random_uuid(), 'user:1', now()
    FROM organizations;`;

describe('what was queued before there was one table of work', () => {
  let rows: { org: string; kind: string; key: string | null; lane: string; attempts: number; payload: object }[];

  beforeAll(async () => {
    const { database, client } = await aDatabase('CreateWorkItems');
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
      ${FORGE}
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

/** Prepares a database while its connections are killed every so many milliseconds, then undisturbed. Answers how many starts were killed. */
async function prepareUnderKills(
  { admin }: TestDatabase,
  client: pg.Client,
  migrations: typeof MIGRATIONS,
): Promise<number> {
  let kills = 0;
  for (const everyMs of [5, 10, 20, 40, 80]) {
    const over = { is: false };
    const killing = (async () => {
      while (!over.is) {
        await new Promise((resolve) => setTimeout(resolve, everyMs));
        await client.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
      }
    })();
    await prepareDatabase(admin, migrations).catch(() => (kills += 1));
    over.is = true;
    await killing;
  }
  await prepareDatabase(admin, migrations);
  return kills;
}

describe('reports to forges that were queued by themselves', () => {
  const REPORTS = 400;
  let database: TestDatabase;
  let client: pg.Client;

  /** Of each five reports one is due, later, claimed, claimed and raised meanwhile, and shown. */
  beforeAll(async () => {
    ({ database, client } = await aDatabase('QueueReportsAsWork'));
    await client.query(`
      INSERT INTO organizations (name, slug) VALUES ('One', 'one');
      INSERT INTO repos (org_id, name) SELECT id, 'acme/web' FROM organizations;
      ${FORGE}
      SET session_replication_role = replica;
      INSERT INTO forge_reports (org_id, repo_id, forge_id, surface, commit_sha, wanted, state, due_at, lease, lease_until)
        SELECT f.org_id, r.id, f.id, 'status', lpad(n::text, 40, '0'), 1 << 20,
          CASE WHEN n % 5 = 4 THEN 'shown' ELSE 'waiting' END,
          CASE WHEN n % 5 IN (0, 2) THEN now() - interval '1 minute' WHEN n % 5 IN (1, 3) THEN now() + interval '1 hour' END,
          CASE WHEN n % 5 IN (2, 3) THEN gen_random_uuid() END, CASE WHEN n % 5 IN (2, 3) THEN now() + interval '30 seconds' END
        FROM forges f, repos r, generate_series(0, ${REPORTS - 1}) n;
      SET session_replication_role = origin`);
  });

  it('are all items, also where starts are killed meanwhile', async () => {
    expect(await prepareUnderKills(database, client, MIGRATIONS)).toBeGreaterThan(0);
    const { rows } = await client.query(`
      SELECT CASE WHEN w.due_at <= now() THEN 'due' WHEN w.due_at > now() + interval '50 minutes' THEN 'later' ELSE 'claimed' END AS state,
        w.lease IS NOT NULL AS is_claimed, w.again_at > now() + interval '50 minutes' AS is_raised, count(*)::integer
      FROM work_items w JOIN forge_reports r ON r.org_id = w.org_id AND r.id::text = w.key AND r.forge_id = w.lane AND r.repo_id = w.repo_id
      WHERE w.kind = 'forge-reports' AND r.state = 'waiting' GROUP BY 1, 2, 3 ORDER BY 1, 3`);
    expect(rows).toEqual([
      { state: 'claimed', is_claimed: true, is_raised: true, count: REPORTS / 5 },
      { state: 'claimed', is_claimed: true, is_raised: null, count: REPORTS / 5 },
      { state: 'due', is_claimed: false, is_raised: null, count: REPORTS / 5 },
      { state: 'later', is_claimed: false, is_raised: null, count: REPORTS / 5 },
    ]);
    const all = await client.query<{ count: number }>('SELECT count(*)::integer FROM work_items');
    expect(all.rows[0]!.count).toBe((REPORTS / 5) * 4);
  });
});

describe('deliveries that were queued by themselves', () => {
  const DELIVERIES = 400;
  let database: TestDatabase;
  let client: pg.Client;

  /** Of each four deliveries one is due, later, claimed, and ended; and a ping is under way. */
  beforeAll(async () => {
    ({ database, client } = await aDatabase('QueueDeliveriesAsWork'));
    await client.query(`
      INSERT INTO organizations (name, slug) VALUES ('One', 'one');
      INSERT INTO webhooks (org_id, url, format, events, header_names, created_by, created_at)
        SELECT id, 'https://hooks.invalid', 'standard', '{*}', '{}', 'user:1', now() FROM organizations;
      INSERT INTO events (org_id, uid, type, data, is_spread)
        SELECT id, gen_random_uuid(), 'repo.created', '{}', true FROM organizations, generate_series(0, ${DELIVERIES});
      INSERT INTO deliveries (org_id, webhook_id, event_id, state, is_ping, next_attempt_at, lease)
        SELECT e.org_id, w.id, e.id, CASE WHEN e.n % 4 = 3 THEN 'delivered' ELSE 'pending' END, e.n = ${DELIVERIES},
          CASE e.n % 4 WHEN 0 THEN now() - interval '1 minute' WHEN 1 THEN now() + interval '1 hour' ELSE now() + interval '30 seconds' END,
          CASE WHEN e.n % 4 = 2 OR e.n = ${DELIVERIES} THEN gen_random_uuid() END
        FROM webhooks w, (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM events) e`);
  });

  it('are all items, also where starts are killed meanwhile', async () => {
    expect(await prepareUnderKills(database, client, MIGRATIONS)).toBeGreaterThan(0);
    const { rows } = await client.query(`
      SELECT w.kind, w.due_at <= now() AS is_due, w.lease IS NOT NULL AS is_claimed, count(*)::integer
      FROM work_items w JOIN deliveries d ON d.org_id = w.org_id AND d.id::text = w.key AND d.webhook_id = w.lane
      WHERE d.state = 'pending' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
    expect(rows).toEqual([
      { kind: 'deliveries', is_due: false, is_claimed: false, count: DELIVERIES / 4 },
      { kind: 'deliveries', is_due: false, is_claimed: true, count: DELIVERIES / 4 },
      { kind: 'deliveries', is_due: true, is_claimed: false, count: DELIVERIES / 4 },
      { kind: 'pings', is_due: true, is_claimed: true, count: 1 },
    ]);
    const all = await client.query<{ count: number }>('SELECT count(*)::integer FROM work_items');
    expect(all.rows[0]!.count).toBe((DELIVERIES / 4) * 3 + 1);
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
    { ofEach = 10, inOrder = false, oneOfRepo = false, after = [0, 0] as readonly number[], at = 'now()' } = {},
  ): Promise<Claimed[]> {
    const { rows } = await client.query<Claimed>(
      `SELECT id::integer, org_id::integer AS org, lane::integer, lease, attempts
       FROM claim_work('test', $1, $2, $3, $6, 30, ${at}, $4, $5) ORDER BY turn, id`,
      [atMost, ofEach, inOrder, ...after, oneOfRepo],
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

  it('takes one item of each repository by rank, where a claim wants that, and says which were left', async () => {
    await client.query(
      `INSERT INTO work_items (org_id, kind, lane, key, repo_id, rank, payload)
       SELECT $1, 'test', 1, repo || '/' || rank, repo, rank, '{}' FROM generate_series(1, 3) repo, unnest(ARRAY[2, 0, 1]) rank`,
      [orgs[0]],
    );
    const take = async (at = 'now()') => {
      const { rows } = await client.query<{ key: string; was_left: boolean }>(
        `SELECT key, was_left FROM claim_work('test', 10, 2, false, true, 30, ${at}, 0, 0) ORDER BY key`,
      );
      return rows.map(({ key, was_left: wasLeft }) => key + (wasLeft ? ' left' : ''));
    };
    expect(await take()).toEqual(['1/0', '2/0']);
    expect(await take()).toEqual([]);
    await client.query(`UPDATE work_items SET lease = NULL, due_at = now() + interval '1 hour' WHERE key = '1/0'`);
    expect(await take()).toEqual(['3/0']);
    expect(await take(`now() + interval '31 seconds'`)).toEqual(['2/0 left', '3/0 left']);
  });

  it('that is settled puts an item off to a newer state that came meanwhile', async () => {
    await queue(0, 1);
    const [first] = await claim(10);
    await client.query(`UPDATE work_items SET again_at = now() - interval '1 second'`);
    expect(await settle(first!, null)).toBe(1);
    const [again] = await claim(10);
    expect([again?.id, again?.attempts]).toEqual([first?.id, 2]);
    expect(await settle(again!, null)).toBe(1);
    expect((await client.query('SELECT FROM work_items')).rowCount).toBe(0);
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
        one.query<{ id: string }>(`SELECT id FROM claim_work('test', 20, 20, false, false, 30, now(), 0, 0)`),
      ),
    );
    await second.end();
    const ids = both.flatMap(({ rows: claimed }) => claimed.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
