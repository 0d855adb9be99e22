import { createHash } from 'node:crypto';
import pg from 'pg';
import { anOrganization, type TestOrganization } from '../support/actors.js';
import { isAuditSealed, takeTurn } from '../support/are-chained.js';
import { query } from '../support/postgres.js';
import { qgateAdmin } from '../support/qgate-admin.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Entry {
  readonly id: number;
  readonly at: string;
  readonly actor: { readonly type: string; readonly id: number | null };
  readonly action: string;
  readonly target: { readonly type: string; readonly id: number | null };
  readonly repo_id: number | null;
  readonly personal_digest: string;
  readonly hash: string;
}

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
});

const sql = <Row extends object>(text: string, values: unknown[] = []) =>
  query<Row & pg.QueryResultRow>(service.database.admin, text, values);

const makeEntries = async (...names: string[]) => {
  for (const name of names) await org.admin.post('/repos', { name });
};

const follow = async (after: number, limit = 200): Promise<Entry[]> =>
  (await org.admin.get(`/audit-log?after=${after}&limit=${limit}`)).body.entries;

/** Waits until all entries that there are by now are sealed. */
const sealed = () => isAuditSealed(service, org.id);

const faultsOf = async (orgId: number) => {
  const { stdout } = await qgateAdmin(service, ['audit', 'verify']);
  return stdout.split('\n').filter((line) => line.startsWith(`Organization ${orgId},`));
};

/** Changes an entry as somebody with the rights of the database's administrator can, and changes it back. */
async function tampered<Result>(change: string, undo: string, look: () => Promise<Result>): Promise<Result> {
  await sql(change, [org.id]);
  try {
    return await look();
  } finally {
    await sql(undo, [org.id]);
  }
}

describe('an archive that follows the log', () => {
  it('receives each entry once, in the order of the ids, sealed', async () => {
    await makeEntries('a', 'b', 'c');
    await sealed();
    const whole = await follow(0);
    expect(whole.map(({ id }) => id)).toEqual(whole.map(({ id }) => id).sort((one, other) => one - other));
    const archive: Entry[] = [];
    for (let page = await follow(0, 2); page.length > 0; page = await follow(archive.at(-1)!.id, 2))
      archive.push(...page);
    expect(archive).toEqual(whole);
    expect(archive.filter(({ action }) => action === 'repo.created')).toHaveLength(3);
  });

  it('passes over no entry whose transaction ends after that of a later one', async () => {
    await sealed();
    const last = (await follow(0)).at(-1)?.id ?? 0;
    const slow = new pg.Client({ ...service.database.admin });
    await slow.connect();
    try {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO audit_log (org_id, actor_type, actor_name, action, target_type)
         VALUES ($1, 'user', 'slow', 'repo.created', 'slow')`,
        [org.id],
      );
      await makeEntries('quick');
      for (let turn = 0; turn < 3; turn += 1) await takeTurn(service, 'AuditSealer');
      expect((await follow(last)).map(({ target }) => target.type)).not.toContain('repo');
      await slow.query('COMMIT');
      await sealed();
      const types = (await follow(last)).map(({ target }) => target.type);
      expect(types.indexOf('slow')).toBeGreaterThanOrEqual(0);
      expect(types.indexOf('slow')).toBeLessThan(types.indexOf('repo'));
    } finally {
      await slow.end();
    }
  });

  it('computes the hashes again by itself, without names and values', async () => {
    await makeEntries('a', 'b');
    await sealed();
    let previous = Buffer.alloc(0);
    for (const { id, at, actor, action, target, repo_id: repoId, ...seal } of await follow(0)) {
      const parts = [org.id, id, at, actor.type, actor.id, action, target.type, target.id, repoId];
      const text = parts.map((part) => part ?? '').join('\n');
      const input = Buffer.concat([previous, Buffer.from(seal.personal_digest, 'hex'), Buffer.from(text)]);
      previous = createHash('sha256').update(input).digest();
      expect(seal.hash).toBe(previous.toString('hex'));
    }
    expect(previous).toHaveLength(32);
  });
});

describe('qgate-admin audit verify', () => {
  beforeEach(async () => {
    await makeEntries('a', 'b', 'c');
    await sealed();
  });

  it('finds nothing where all is well', async () => {
    const { code, stdout: text } = await qgateAdmin(service, ['audit', 'verify']);
    expect(text).toMatch(/^\d+ sealed entries of \d+ organizations were verified; \d+ are not sealed yet\.\n$/);
    expect(code).toBe(0);
  });

  const SECOND = `org_id = $1 AND id = (SELECT id FROM audit_log WHERE org_id = $1 AND action = 'repo.created'
    ORDER BY id OFFSET 1 LIMIT 1)`;

  it.each([
    ['an action', `action = 'repo.read'`, `action = 'repo.created'`, /was changed, or an entry before it/],
    ['a time', `at = at - interval '1 day'`, `at = at + interval '1 day'`, /was changed, or an entry before it/],
    [
      'a name',
      `actor_name = actor_name || '!'`,
      `actor_name = rtrim(actor_name, '!')`,
      /a name or a value was changed/,
    ],
    [
      'a value',
      `new_values = new_values || '{"forged": 1}'`,
      `new_values = new_values - 'forged'`,
      /a name or a value/,
    ],
  ])('finds a change of %s', async (_, change, undo, fault) => {
    const look = () => qgateAdmin(service, ['audit', 'verify']);
    const undone = change.startsWith('action') ? `org_id = $1 AND action = 'repo.read'` : SECOND;
    const { code, stdout: text } = await tampered(
      `UPDATE audit_log SET ${change} WHERE ${SECOND}`,
      `UPDATE audit_log SET ${undo} WHERE ${undone}`,
      look,
    );
    expect(code).toBe(1);
    expect(text.split('\n').find((line) => line.startsWith(`Organization ${org.id},`))).toMatch(fault);
    expect(await faultsOf(org.id)).toEqual([]);
  });

  it('finds removed entries, in the middle and at the end', async () => {
    const [middle] = await sql<{ id: number }>(`SELECT id FROM audit_log WHERE ${SECOND}`, [org.id]);
    await sql('DELETE FROM audit_log WHERE org_id = $1 AND id = $2', [org.id, middle!.id]);
    expect((await faultsOf(org.id))[0]).toMatch(/an entry before it was removed or added/);

    const next = await anOrganization(service);
    org = next;
    await makeEntries('a', 'b');
    await sealed();
    await sql('DELETE FROM audit_log WHERE org_id = $1 AND id = (SELECT max(id) FROM audit_log WHERE org_id = $1)', [
      org.id,
    ]);
    expect((await faultsOf(org.id))[0]).toMatch(/the last entries were removed/);
  });

  it('finds a digest that is gone, and values that are said to be erased and are not', async () => {
    const [row] = await sql<{ id: number; digest: Buffer }>(
      `SELECT id, personal_digest AS digest FROM audit_log WHERE ${SECOND}`,
      [org.id],
    );
    await sql('UPDATE audit_log SET personal_digest = NULL WHERE org_id = $1 AND id = $2', [org.id, row!.id]);
    expect((await faultsOf(org.id))[0]).toMatch(/a name or a value was changed/);
    await sql('UPDATE audit_log SET personal_digest = $3 WHERE org_id = $1 AND id = $2', [
      org.id,
      row!.id,
      row!.digest,
    ]);
    await sql('UPDATE audit_log SET salt = NULL WHERE org_id = $1 AND id = $2', [org.id, row!.id]);
    expect((await faultsOf(org.id))[0]).toMatch(/it lost its salt/);
    await sql(
      `UPDATE audit_log SET actor_name = '', old_values = NULL, new_values = NULL, address = NULL
       WHERE org_id = $1 AND id = $2`,
      [org.id, row!.id],
    );
    expect(await faultsOf(org.id)).toEqual([]);
  });

  it('starts at the last entry that retention removed', async () => {
    const made = await service.admin.post('/orgs', { name: 'old', slug: `old-${Date.now()}` });
    org = { ...org, id: made.body.id as number };
    const anEntry = (age: number) =>
      sql(
        `INSERT INTO audit_log (org_id, at, actor_type, actor_name, action, target_type)
         VALUES ($1, now() - make_interval(days => $2), 'user', 'old', 'old', 'test')`,
        [org.id, age],
      );
    for (const age of [45, 44, 43, 2, 1]) await anEntry(age);
    await sealed();
    const forgotten = await sql<{ id: number }>('SELECT id FROM audit_log WHERE org_id = $1 ORDER BY id LIMIT 3', [
      org.id,
    ]);
    await sql('SELECT public.forget_audit_entries(30, 1000)');
    const [chain] = await sql(
      'SELECT anchor_id, octet_length(anchor_hash) AS bytes FROM audit_chains WHERE org_id = $1',
      [org.id],
    );
    expect(chain).toEqual({ anchor_id: forgotten[2]!.id, bytes: 32 });
    expect(await faultsOf(org.id)).toEqual([]);
    await sql('DELETE FROM audit_log WHERE org_id = $1 AND id = (SELECT min(id) FROM audit_log WHERE org_id = $1)', [
      org.id,
    ]);
    expect((await faultsOf(org.id))[0]).toMatch(/an entry before it was removed or added/);
  });

  it('says what it does not know', async () => {
    expect((await qgateAdmin(service, ['audit', 'forget'])).code).toBe(2);
    expect((await qgateAdmin(service, [])).code).toBe(2);
    expect((await qgateAdmin(service, ['--help'])).code).toBe(0);
  });
});
