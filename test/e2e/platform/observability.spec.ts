import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { aMember } from '../../support/actors.js';
import { metricsOf } from '../../support/metrics.js';
import { describedMetrics, namesOfMetrics } from '../../support/names-of-metrics.js';
import { aSarifLog } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

const ROOT = path.join(__dirname, '../../..');
const fileOf = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

const PAST = '2026-01-01T11:59:00Z';
const NOW = '2026-01-01T12:00:00Z';
const LATER = '2026-01-01T12:01:00Z';

/** A line of the log, parsed. */
type Line = Record<string, unknown>;

let service: TestApp;
const logged = (): Line[] => service.log().map((line) => JSON.parse(line) as Line);

beforeAll(async () => {
  service = await startTestApp({ LOG_LEVEL: 'info', OUTGOING_ALLOW: 'localhost' });
});
afterAll(() => service.stop());

/** A series' value; 0 where it has none yet. */
async function valueOf(series: string): Promise<number> {
  const line = (await metricsOf(service)).split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

/** Waits until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await sleep(20);
  }
}

it('a start warns of private hosts that OUTGOING_ALLOW names without their network', async () => {
  await until(() =>
    Promise.resolve(
      logged().some(({ level, msg }) => level === 40 && String(msg).includes('Write OUTGOING_ALLOW=localhost@')),
    ),
  );
});

const linesOf = (route: string): Line[] => logged().filter((line) => line.msg === 'request' && line.route === route);

/** The access line of an answer: it is written once the answer is sent, which its receiver may see earlier. */
async function lineOf(route: string, { headers }: { headers: Headers }): Promise<Line> {
  const find = () => linesOf(route).find((line) => line.request_id === headers.get('x-request-id'));
  await until(() => Promise.resolve(find() !== undefined));
  return find()!;
}

describe('the metrics', () => {
  it('are those that docs/operations.md explains, each of them', async () => {
    const described = describedMetrics(await metricsOf(service));
    const rows = Array.from(fileOf('docs/operations.md').matchAll(/^\| `(qgate_\w+)/gm), ([, name]) => name!);
    expect(rows.sort()).toEqual(described);
  });

  it('are the ones that rules and dashboard query', async () => {
    const described = describedMetrics(await metricsOf(service));
    for (const file of ['deploy/prometheus/rules.yml', 'deploy/grafana/quality-gate.json']) {
      const queried = namesOfMetrics(fileOf(file));
      expect(queried.length).toBeGreaterThan(8);
      expect(queried.filter((name) => !described.includes(name))).toEqual([]);
    }
  });

  it('count scans, verdicts and the time from the last report to the verdict', async () => {
    const { admin, clock } = service;
    const before = await valueOf('qgate_scans_total{state="completed"}');
    const { scan_id: id } = (await admin.post('/scans', { repo: 'acme/counted', branch: 'main' })).body;
    await admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog([]) });
    clock.advanceMinutes(0.75);
    expect(await valueOf('qgate_oldest_pending_scan_seconds')).toBeGreaterThanOrEqual(0);
    const { status } = (await admin.post(`/scans/${id}/complete`, {})).body;
    expect(await valueOf('qgate_scans_total{state="completed"}')).toBe(before + 1);
    expect(await valueOf(`qgate_verdicts_total{status="${status}"}`)).toBeGreaterThan(0);
    expect(await valueOf('qgate_verdict_delay_seconds_count')).toBe(1);
    const delay = await valueOf('qgate_verdict_delay_seconds_sum');
    expect([delay >= 45, delay < 75]).toEqual([true, true]);
    const failing = (await admin.post('/scans', { repo: 'acme/counted', branch: 'main' })).body.scan_id;
    await admin.post(`/scans/${failing}/fail`, { reason: 'no analyzer' });
    expect(await valueOf('qgate_scans_total{state="failed"}')).toBe(1);
  });

  it('count reports that cannot be read and sign-ins that fail', async () => {
    const { admin, anonymous } = service;
    const { scan_id: id } = (await admin.post('/scans', { repo: 'acme/rejected', branch: 'main' })).body;
    const refused = await admin.upload(`/scans/${id}/findings`, { format: 'sarif' }, { content: '{' });
    expect(refused.status).toBe(400);
    expect(await valueOf('qgate_reports_rejected_total{format="sarif",reason="malformed"}')).toBe(1);
    const before = await valueOf('qgate_sign_in_failures_total');
    await anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: 'wrong' });
    expect(await valueOf('qgate_sign_in_failures_total')).toBe(before + 1);
  });

  it('count a request whose client goes away', async () => {
    const before = await valueOf('qgate_http_requests_aborted_total');
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    await sleep(100);
    socket.destroy();
    await until(async () => (await valueOf('qgate_http_requests_aborted_total')) === before + 1);
    expect(linesOf('/api/auth/login').at(-1)).toMatchObject({ status: 499, org_id: null });
  });

  it('show what waits to be sent, by kind and state', async () => {
    const shown = await metricsOf(service);
    expect(shown).toContain('qgate_outgoing_queue{kind="forge_report",state="delayed"} 0');
    expect(shown).toContain('qgate_outgoing_oldest_seconds{kind="hook"} 0');
    expect(shown).toContain('# TYPE qgate_forge_budget_remaining gauge');
    const client = new pg.Client({ ...service.database.admin });
    await client.connect();
    const queueOf = async () => (await client.query('SELECT * FROM outgoing_queue($1)', [NOW])).rows;
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    await client.query(`
      INSERT INTO work_items (org_id, kind, lane, key, payload, due_at, lease) VALUES
        (1, 'deliveries', 1, 1, '{}', '${PAST}', NULL), (1, 'deliveries', 1, 2, '{}', '${PAST}', gen_random_uuid()),
        (1, 'deliveries', 1, 3, '{}', '${LATER}', gen_random_uuid()), (1, 'deliveries', 1, 4, '{}', '${LATER}', NULL),
        (1, 'pings', 1, 5, '{}', '${PAST}', gen_random_uuid())`);
    await client.query(`
      INSERT INTO forge_reports (org_id, id, repo_id, forge_id, surface, commit_sha, wanted, state) OVERRIDING SYSTEM VALUE
        SELECT 1, n, 1, 1, 'status', n, 1, CASE WHEN n = 5 THEN 'shown' ELSE 'waiting' END FROM generate_series(1, 5) n`);
    await client.query(`
      INSERT INTO work_items (org_id, kind, lane, key, payload, due_at, lease) VALUES
        (1, 'forge-reports', 1, 1, '{}', '${PAST}', NULL), (1, 'forge-reports', 1, 2, '{}', '${LATER}', NULL),
        (1, 'forge-reports', 1, 3, '{}', '${LATER}', gen_random_uuid()), (1, 'forge-reports', 1, 4, '{}', '${PAST}', gen_random_uuid()),
        (1, 'forge-reports', 1, 5, '{}', '${PAST}', NULL)`);
    expect(await queueOf()).toEqual([
      { kind: 'delivery', due: 2, sending: 1, delayed: 1 },
      { kind: 'forge_report', due: 2, sending: 1, delayed: 1 },
      { kind: 'hook', due: 0, sending: 0, delayed: 0 },
    ]);
    await client.query('ROLLBACK');
    await client.end();
  });

  it('show the state of the parts', async () => {
    expect(await valueOf('qgate_change_feed_age_seconds')).toBeLessThan(5);
    expect(await valueOf('qgate_database_size_bytes')).toBeGreaterThan(1_000_000);
    expect(await valueOf('qgate_report_threads{state="idle"}')).toBeGreaterThan(0);
    expect(await metricsOf(service)).toMatch(/^qgate_build_info\{version="\d+\.\d+\.\d+[^"]*",commit="\w*"\} 1$/m);
    expect(await metricsOf(service)).not.toMatch(/^qgate_redis_up /m);
  });
});

describe('the access line', () => {
  const FIELDS = [
    ...['method', 'route', 'status', 'ms', 'org_id', 'credential', 'bytes_in', 'bytes_out', 'request_id', 'trace_id'],
    'msg',
  ];

  it('says of each request what it was, and by whom', async () => {
    const { client } = await aMember(service, 'ORG_ADMIN');
    const orgId = (await client.get('/auth/me')).body.org.id;
    const key = (await client.post('/api-keys', { name: 'pipeline' })).body;
    const caller = service.anonymous.as({ 'x-api-key': key.key });
    const answer = await caller.get('/repos?name=planted', {
      'x-request-id': 'request-of-the-test',
      traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
    });
    const line = await lineOf('/api/repos', answer);
    expect(Object.keys(line).filter((field) => !['level', 'time', 'pid', 'hostname'].includes(field))).toEqual(FIELDS);
    expect(line).toMatchObject({
      level: 30,
      method: 'GET',
      status: answer.status,
      ms: expect.any(Number),
      org_id: orgId,
      credential: `api_key:${key.id}`,
      request_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      trace_id: 'ab'.repeat(16),
    });
    expect(line.bytes_in).toBeGreaterThan(100);
    expect(line.bytes_out).toBeGreaterThan(Buffer.byteLength(answer.text));
    expect(JSON.stringify(line)).not.toContain('planted');
    expect(JSON.stringify(line)).not.toContain(key.key);
  });

  it('has the id of the answer, on short ways too', async () => {
    const id = (await service.admin.post('/scans', { repo: 'acme/short', branch: 'main' })).body.scan_id;
    for (const [target, route] of [
      [`/scans/${id}`, '/api/scans/:id'],
      [`/quality/gates/status/${id}`, '/api/quality/gates/status/:scan_id'],
    ]) {
      await lineOf(route!, await service.admin.get(target!));
    }
  });

  it('is left out for probes and scrapes that succeed', async () => {
    await metricsOf(service);
    for (const route of ['/health', '/health/live', '/health/ready']) await service.admin.get(route);
    await lineOf('/api/org', await service.admin.get('/org'));
    expect(logged().filter(({ route }) => /health|metrics/.test(String(route)))).toEqual([]);
  });

  it('is one in a hundred of answers from memory', async () => {
    const id = (await service.admin.post('/scans', { repo: 'acme/polled', branch: 'main' })).body.scan_id;
    await service.admin.post(`/scans/${id}/complete`, {});
    const route = '/api/quality/gates/status/:scan_id';
    const countedRequests = () =>
      valueOf(`qgate_http_request_duration_seconds_count{route="${route}",method="GET",status="200"}`);
    const hits = () => valueOf('qgate_held_total{kind="status",result="hit"}');
    const before = { lines: linesOf(route).length, requests: await countedRequests(), hits: await hits() };
    let polls = 0;
    // a busy machine proves late that no change is missing, and then less is in memory
    await until(async () => {
      for (let more = 0; more < 50; more += 1) await service.admin.get(`/quality/gates/status/${id}`);
      polls += 50;
      return (await hits()) - before.hits >= 120;
    });
    expect((await countedRequests()) - before.requests).toBe(polls);
    const read = polls - ((await hits()) - before.hits);
    const ofMemory = linesOf(route).length - before.lines - read;
    expect(ofMemory).toBeGreaterThan(0);
    expect(ofMemory).toBeLessThan(polls / 20);
  });

  it('has no secret', async () => {
    await service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD);
    expect(JSON.stringify(logged())).not.toContain(ADMIN_PASSWORD);
  });
});
