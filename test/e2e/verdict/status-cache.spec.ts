import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ChangeFeed } from '../../../src/platform/cache/change-feed.js';
import { PreparedReads } from '../../../src/platform/database/prepared-reads.js';
import { aMember, anApiKey } from '../../support/actors.js';
import type { ApiAnswer } from '../../support/api-client.js';
import { metricsOf } from '../../support/metrics.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { ADMIN_EMAIL } from '../../support/test-app.js';
import { passesWithin } from '../../support/wait-until.js';
import { aDuplicatedScan, aScan, complete, type GateWorld, inGateWorld, uploadFindings } from './gate-world.js';

/** A caller: the headers of its credential. */
type Caller = Readonly<Record<string, string>>;

/** Within this time every instance knows of a change. */
const ANYWHERE_MS = 1_000;

describe('cached statuses', () => {
  let here: GateWorld<PrivateApp>;
  let there: PrivateApp;
  let superuser: pg.Client;

  beforeAll(async () => {
    here = await inGateWorld(await startPrivateApp());
    there = await startPrivateApp({}, { beside: here });
    superuser = new pg.Client({ ...here.database.admin });
    await superuser.connect();
  });
  afterAll(async () => {
    await superuser.end();
    await there.stop();
    await here.stop();
  });

  const current = async (service: PrivateApp) => {
    while (!service.app.get(ChangeFeed).isCurrent) await sleep(10);
  };
  const ask = (caller: Caller, scanId: number, service: PrivateApp = here) =>
    service.anonymous.as(caller).get(`/quality/gates/status/${scanId}`);
  /** Asks both instances until both hold the answer. */
  const warm = async (caller: Caller, scanId: number): Promise<void> => {
    for (const service of [here, there]) {
      await current(service);
      for (let again = 0; again < 3; again += 1) expect((await ask(caller, scanId, service)).status).toBe(200);
    }
  };
  const signIn = async (email: string, password: string): Promise<Caller> => {
    const { body } = await here.anonymous.post('/auth/login', { email, password });
    return { authorization: `Bearer ${body.access_token}` };
  };
  /** Changes rows without anybody hearing of it. */
  const changeUnheard = async (sql: string, values: unknown[]) => {
    await superuser.query('SET session_replication_role = replica');
    await superuser.query(sql, values);
    await superuser.query('SET session_replication_role = origin');
  };

  it('are answered from memory', async () => {
    const { org, caller, scanId } = await aKeyAndScan();
    await warm(caller, scanId);
    await changeUnheard(`UPDATE scans SET marks_changed_at = now() WHERE id = $1`, [scanId]);
    await current(here);
    expect((await ask(caller, scanId)).body.stale).toBe(false);
    expect((await org.get(`/quality/gates/status/${scanId}?wait=0`)).body.stale).toBe(true);
  });

  /** A change to a caller's answers, and a way to observe it. */
  interface Change {
    readonly name: string;
    /** A caller and its scan, and what is to be done; before it `before` is answered, and `after` from then on. */
    prepare(): Promise<{ caller: Caller; scanId: number; change: () => Promise<ApiAnswer | undefined> }>;
    readonly before: object;
    readonly after: object;
  }

  /** Parts of an answer that these tests compare. */
  const told = ({ status, body }: ApiAnswer) => ({
    code: status,
    status: body.status,
    stale: body.stale,
    evaluation: body.evaluation,
  });

  const aKeyAndScan = async () => {
    const org = await here.anOrgWith({});
    const scan = await aDuplicatedScan(org, 4);
    const made = await org.post('/api-keys', { name: 'ci', role: 'MEMBER' });
    const caller: Caller = { 'x-api-key': made.body.key as string };
    return { org, scan, caller, scanId: scan.id, keyId: made.body.id as number };
  };
  const aPersonAndScan = async (role: 'VIEWER' | 'ORG_ADMIN') => {
    const person = await aMember(here, role);
    const scan = await aDuplicatedScan(here.admin, 1);
    return { person, caller: await signIn(person.email, person.password), scanId: scan.id };
  };
  const aVerdict = { code: 200, status: 'failed', stale: false, evaluation: 1 };

  const CHANGES: Change[] = [
    {
      name: 'a revoked API key',
      prepare: async () => {
        const { org, caller, scanId, keyId } = await aKeyAndScan();
        return { caller, scanId, change: () => org.post(`/api-keys/${keyId}/revoke`) };
      },
      before: aVerdict,
      after: { code: 401 },
    },
    {
      name: 'a session that was left',
      prepare: async () => {
        const { caller, scanId } = await aPersonAndScan('VIEWER');
        return { caller, scanId, change: () => here.anonymous.as(caller).post('/auth/logout') };
      },
      before: { code: 200 },
      after: { code: 401 },
    },
    {
      name: 'a session that was ended from another one',
      prepare: async () => {
        const { person, caller, scanId } = await aPersonAndScan('VIEWER');
        const { sessions } = (await here.anonymous.as(caller).get('/auth/sessions')).body;
        const own = sessions.find((session: { is_current: boolean }) => session.is_current);
        return { caller, scanId, change: () => person.client.post(`/auth/sessions/${own.id}/revoke`) };
      },
      before: { code: 200 },
      after: { code: 401 },
    },
    {
      name: 'a removed member',
      prepare: async () => {
        const { person, caller, scanId } = await aPersonAndScan('VIEWER');
        return { caller, scanId, change: () => here.admin.delete(`/members/${person.userId}`) };
      },
      before: { code: 200 },
      after: { code: 401 },
    },
    {
      name: 'a removed member, for the keys that they made',
      prepare: async () => {
        const { person, scanId } = await aPersonAndScan('ORG_ADMIN');
        const { key } = await anApiKey(here, { role: 'MEMBER' }, person.client);
        return { caller: { 'x-api-key': key }, scanId, change: () => here.admin.delete(`/members/${person.userId}`) };
      },
      before: { code: 200 },
      after: { code: 401 },
    },
    {
      name: 'a recomputed verdict',
      prepare: async () => {
        const { org, caller, scanId } = await aKeyAndScan();
        return { caller, scanId, change: () => org.post(`/quality/gates/recompute/${scanId}`) };
      },
      before: aVerdict,
      after: { ...aVerdict, evaluation: 2 },
    },
    {
      name: 'a completed scan',
      prepare: async () => {
        const { org, caller } = await aKeyAndScan();
        const scan = await aScan(org);
        const change = () => org.post(`/scans/${scan.id}/complete`, { metrics: { duplication_pct: 4 } });
        return { caller, scanId: scan.id, change };
      },
      before: { code: 200, status: null, stale: false, evaluation: null },
      after: aVerdict,
    },
    {
      name: 'a scan that failed',
      prepare: async () => {
        const { org, caller } = await aKeyAndScan();
        const scan = await aScan(org);
        return { caller, scanId: scan.id, change: () => org.post(`/scans/${scan.id}/fail`, { reason: 'no memory' }) };
      },
      before: { status: null },
      after: { status: 'failed', stale: false, evaluation: 1 },
    },
    {
      name: 'another policy',
      prepare: async () => {
        const { org, caller, scanId } = await aKeyAndScan();
        const change = () => org.put('/quality/gates/config', { policy: { duplication_pct_max: 5 } });
        return { caller, scanId, change };
      },
      before: aVerdict,
      after: { ...aVerdict, stale: true },
    },
    {
      name: 'a waiver',
      prepare: async () => {
        const { org, caller, scanId } = await aKeyAndScan();
        const change = () => org.post('/quality/gates/waivers', { rule: 'duplication_pct_max', reason: 'legacy' });
        return { caller, scanId, change };
      },
      before: aVerdict,
      after: { ...aVerdict, stale: true },
    },
    {
      name: 'a revoked waiver',
      prepare: async () => {
        const { org, caller, scanId } = await aKeyAndScan();
        const waiver = await org.post('/quality/gates/waivers', { rule: 'duplication_pct_max', reason: 'legacy' });
        await org.post(`/quality/gates/recompute/${scanId}`);
        return { caller, scanId, change: () => org.post(`/quality/gates/waivers/${waiver.body.id}/revoke`) };
      },
      before: { status: 'passed', stale: false, evaluation: 2 },
      after: { status: 'passed', stale: true, evaluation: 2 },
    },
    {
      name: 'a mark of a false positive',
      prepare: async () => {
        const { org, caller } = await aKeyAndScan();
        const scan = await aScan(org);
        await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
        await complete(org, scan.id);
        const { findings } = (await org.get(`/scans/${scan.id}/findings`)).body;
        const mark = { issue_id: findings[0].issue_id, is_fp: true, reason: 'sanitized' };
        return { caller, scanId: scan.id, change: () => org.post('/quality/findings/mark-fp', mark) };
      },
      before: { ...aVerdict },
      after: { ...aVerdict, stale: true },
    },
    {
      name: 'coverage after completion',
      prepare: async () => {
        const { org, caller, scanId } = await aKeyAndScan();
        const lcov = 'TN:\nSF:src/cart.ts\nDA:1,1\nDA:2,0\nend_of_record\n';
        const change = () =>
          org.upload('/quality/coverage/upload', { scan_id: String(scanId) }, { content: lcov, name: 'lcov.info' });
        return { caller, scanId, change };
      },
      before: aVerdict,
      after: { evaluation: 2, stale: false },
    },
    {
      name: 'a maker of keys who lost the role',
      prepare: async () => {
        // The maker is SUPER_ADMIN and no member, so that the key's role alone counts; then the maker becomes neither.
        const { caller, scanId } = await aKeyAndScan();
        const change = async () => {
          await superuser.query('UPDATE auth.users SET is_super_admin = false WHERE email = $1', [ADMIN_EMAIL]);
          await here.app.get(ChangeFeed).waitUntilCaughtUp();
          return undefined;
        };
        return { caller, scanId, change };
      },
      before: aVerdict,
      after: { code: 401 },
    },
  ];

  it.each(CHANGES)('$name: seen by the very next request, and within a second elsewhere', async (wanted) => {
    const { caller, scanId, change } = await wanted.prepare();
    await warm(caller, scanId);
    try {
      expect(told(await ask(caller, scanId))).toMatchObject(wanted.before);
      expect(told(await ask(caller, scanId, there))).toMatchObject(wanted.before);
      const changed = await change();
      const next = await ask(caller, scanId);
      await passesWithin(ANYWHERE_MS, async () => {
        expect(told(await ask(caller, scanId, there))).toMatchObject(wanted.after);
      });
      expect(told(next)).toMatchObject(wanted.after);
      if (changed) expect(changed.status).toBeLessThan(300);
    } finally {
      await superuser.query('UPDATE auth.users SET is_super_admin = true WHERE email = $1', [ADMIN_EMAIL]);
    }
  });

  it('are cached while others change, a thousand times a second', async () => {
    const org = await here.anOrgWith({});
    const scans = await Promise.all(Array.from({ length: 40 }, () => aScan(org)));
    const { key } = (await org.post('/api-keys', { name: 'ci', role: 'MEMBER' })).body;
    const caller: Caller = { 'x-api-key': key as string };
    const foreign = new pg.Client({ ...here.database.admin });
    await foreign.connect();
    let isDone = false;
    let changes = 0;
    const begunAt = performance.now();
    const change = async () => {
      while (!isDone) {
        const behind = Math.floor(performance.now() - begunAt) - changes;
        await foreign.query(
          `SELECT pg_notify('quality_gate_changes', 'scan:0/' || $1::int + n) FROM generate_series(1, $2) n`,
          [changes, Math.max(behind, 0)],
        );
        changes += Math.max(behind, 0);
        await sleep(2);
      }
    };
    const changing = change();
    const loads = jest.spyOn(here.app.get(PreparedReads), 'readInOrg');
    let reads = 0;
    let misses = 0;
    try {
      await current(here);
      // A fast machine reads the scans once before a thousand changes have been announced: they are read until then.
      do {
        for (const { id } of scans) {
          await ask(caller, id);
          const before = loads.mock.calls.length;
          await ask(caller, id);
          misses += loads.mock.calls.length - before;
          reads += 1;
        }
      } while (changes < 1_000);
    } finally {
      isDone = true;
      await changing;
      loads.mockRestore();
      await foreign.end();
    }
    expect(misses).toBeLessThanOrEqual(reads / 20);
  });

  it('end with the waiver that they name, though nothing is saved then', async () => {
    const { org, caller, scanId } = await aKeyAndScan();
    const expires_at = new Date(here.clock.now().getTime() + 10 * 60_000).toISOString();
    await org.post('/quality/gates/waivers', { rule: 'duplication_pct_max', reason: 'legacy', expires_at });
    await org.post(`/quality/gates/recompute/${scanId}`);
    await warm(caller, scanId);
    here.clock.advanceMinutes(9);
    expect((await ask(caller, scanId)).body).toMatchObject({ status: 'passed', stale: false });
    here.clock.advanceMinutes(1);
    expect((await ask(caller, scanId)).body).toMatchObject({ status: 'passed', stale: true });
  });

  it('end with the deadline of a pending scan', async () => {
    const { org, caller } = await aKeyAndScan();
    const { id } = await aScan(org);
    await warm(caller, id);
    here.clock.advanceMinutes(59);
    expect((await ask(caller, id)).body.status).toBeNull();
    here.clock.advanceMinutes(1);
    expect((await ask(caller, id)).body).toMatchObject({ status: 'failed', reason: 'timed_out' });
  });

  it.each(['auth.api_keys', 'auth.sessions'])('end with their caller: the expiry of %s', async (table) => {
    const { caller, scanId } = table === 'auth.api_keys' ? await aKeyAndScan() : await aPersonAndScan('VIEWER');
    const soon = `(SELECT now() + interval '700 milliseconds')`;
    await superuser.query(`UPDATE ${table} SET expires_at = ${soon} WHERE id = (SELECT id FROM ${table}
      ORDER BY created_at DESC LIMIT 1)`);
    await here.app.get(ChangeFeed).waitUntilCaughtUp();
    for (let again = 0; again < 5; again += 1) await ask(caller, scanId);
    await sleep(ANYWHERE_MS);
    expect((await ask(caller, scanId)).status).toBe(401);
  });

  it("keep an organization's own", async () => {
    const { caller, scanId } = await aKeyAndScan();
    const stranger = await aKeyAndScan();
    await warm(caller, scanId);
    expect((await ask(stranger.caller, scanId)).status).toBe(404);
    expect((await ask(stranger.caller, scanId, there)).status).toBe(404);
  });

  it('stay right when the connection that hears of changes is cut at any moment', async () => {
    const { org, caller, scanId } = await aKeyAndScan();
    await warm(caller, scanId);
    for (let evaluation = 2; evaluation <= 6; evaluation += 1) {
      const cut = superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'quality-gate changes'`,
      );
      await Promise.all([cut, org.post(`/quality/gates/recompute/${scanId}`)]);
      expect((await ask(caller, scanId)).body.evaluation).toBe(evaluation);
      await current(here);
      expect((await ask(caller, scanId)).body.evaluation).toBe(evaluation);
    }
  });

  it('never go back while they change: readers on two instances', async () => {
    const { org, caller, scanId } = await aKeyAndScan();
    await warm(caller, scanId);
    let isDone = false;
    const watch = async (service: PrivateApp) => {
      const seen: number[] = [];
      while (!isDone) seen.push((await ask(caller, scanId, service)).body.evaluation as number);
      return seen;
    };
    const watching = [here, here, there].map(watch);
    for (let evaluation = 2; evaluation <= 15; evaluation += 1) {
      await org.post(`/quality/gates/recompute/${scanId}`);
      expect((await ask(caller, scanId)).body.evaluation).toBe(evaluation);
    }
    isDone = true;
    for (const seen of await Promise.all(watching)) expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('count the uses of a key and the requests all the same', async () => {
    const { org, caller, scanId, keyId } = await aKeyAndScan();
    const counted = async () => {
      const line =
        /^qgate_http_request_duration_seconds_count\{route="\/api\/quality\/gates\/status\/:scan_id",method="GET",status="200"\} (\d+)$/m;
      return Number(line.exec(await metricsOf(here))?.[1] ?? 0);
    };
    const before = await counted();
    for (let request = 0; request < 5; request += 1) await ask(caller, scanId);
    await here.anonymous.as(caller).get(`/quality/gates/status/${scanId}?wait=0`);
    expect((await counted()) - before).toBe(6);
    const { api_keys: keys } = (await org.get('/api-keys')).body;
    expect(keys.find(({ id }: { id: number }) => id === keyId)).toMatchObject({ use_count: 6 });
  });
});

describe('statuses without a cache', () => {
  it('are read from the database each time', async () => {
    const service = await startPrivateApp({}, { isCacheOff: true });
    const superuser = new pg.Client({ ...service.database.admin });
    await superuser.connect();
    try {
      const scan = await aDuplicatedScan(service.admin, 1);
      const { client } = await anApiKey(service);
      for (const isStale of [false, true]) {
        expect((await client.get(`/quality/gates/status/${scan.id}`)).body.stale).toBe(isStale);
        await superuser.query('UPDATE scans SET marks_changed_at = now() WHERE id = $1', [scan.id]);
      }
    } finally {
      await superuser.end();
      await service.stop();
    }
  });
});
