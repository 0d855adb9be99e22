import { packageVersion } from '../../../src/cli/package-root.js';
import { SCHEMA_NUMBER } from '../../../src/platform/database/schema-version.js';
import { exchange } from '../../security/support/raw-http.js';
import { aMember } from '../../support/actors.js';
import { metricsOf } from '../../support/metrics.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

it('answers without credentials', async () => {
  const health = await service.anonymous.get('/health');
  expect(health.status).toBe(200);
  expect(health.text).toBe('{"status":"ok"}');
  expect((await service.anonymous.get('/health/live')).body).toEqual({ status: 'ok' });
});

it('has a version, which anyone may read', async () => {
  const { status, body } = await service.anonymous.get('/version');
  expect(status).toBe(200);
  // Commit and time are of the last build in this folder, if there was one.
  expect(body).toEqual({ ...body, version: packageVersion(), api: '1', migrations: expect.any(Number) });
  expect(Object.keys(body)).toEqual(['version', 'commit', 'built_at', 'api', 'migrations', 'qgate', 'downloads']);
  expect(body.migrations).toBeGreaterThan(1);
});

it('is ready while the database is there with all of its migrations', async () => {
  const ready = await service.anonymous.get('/health/ready');
  expect(ready.status).toBe(200);
  expect(ready.body).toEqual({ status: 'ok', checks: { database: 'up', migrations: 'up' } });
});

it('is not ready without its migrations, and says nothing of why', async () => {
  await query(service.database.admin, `UPDATE migrations SET name = 'Another' WHERE name LIKE 'CreateSchema%'`);
  const ready = await service.anonymous.get('/health/ready');
  await query(
    service.database.admin,
    `UPDATE migrations SET name = 'CreateSchema1795478401000' WHERE name = 'Another'`,
  );
  expect([ready.status, ready.body.code]).toEqual([503, 'unavailable']);
  expect(ready.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(ready.headers.get('retry-after')).toBeTruthy();
  expect(ready.text).not.toContain('CreateSchema');
  expect((await service.anonymous.get('/health/ready')).status).toBe(200);
});

describe('while the schema is newer', () => {
  const plant = (number: number, oldest: number) =>
    query(service.database.admin, `UPDATE schema_version SET number = ${number}, oldest_serving = ${oldest}`);
  const until = (status: number) =>
    waitUntil(async () => (await fetch(`${service.url}/api/health/ready`)).status === status, 10_000);
  /** Has the service look at once. */
  const look = () => service.call('SchemaWatch', 'task.run');
  const refusalOf = async (path: string): Promise<unknown[]> => {
    const answer = await fetch(`${service.url}${path}`);
    return [answer.status, ((await answer.json()) as { code: string }).code, answer.headers.get('retry-after')];
  };
  afterEach(async () => {
    await plant(SCHEMA_NUMBER, SCHEMA_NUMBER);
    await look();
    await until(200);
  });

  it('serves where the schema lets this version', async () => {
    await plant(SCHEMA_NUMBER + 1, SCHEMA_NUMBER);
    await look();
    expect((await service.anonymous.get('/health/ready')).status).toBe(200);
  });

  it('answers 503 to all but the probe of liveness where it asks for a later version', async () => {
    await plant(SCHEMA_NUMBER + 1, SCHEMA_NUMBER + 1);
    await until(503);
    for (const path of [
      '/api/health/ready',
      '/api/health',
      '/api/version',
      '/api/org',
      '/api/nowhere',
      '/metrics',
      '/',
    ])
      expect([path, await refusalOf(path)]).toEqual([path, [503, 'version_too_old', '5']]);
    expect((await service.anonymous.get('/health/live')).status).toBe(200);
  });

  it('does no work beside requests where it asks for a later version, and goes on once it may serve', async () => {
    const scan = (await service.admin.post('/scans', { repo: 'acme/late', branch: 'main' })).body.scan_id as number;
    const eventsOf = async () =>
      (
        await query(
          service.database.admin,
          `SELECT type FROM events WHERE scan_id = ${scan} AND type = 'scan.timed_out'`,
        )
      ).length;
    await plant(SCHEMA_NUMBER + 1, SCHEMA_NUMBER + 1);
    await look();
    await until(503);
    await query(service.database.admin, `UPDATE scans SET deadline_at = now() - interval '1 hour' WHERE id = ${scan}`);
    for (let looks = 0; looks < 2; looks += 1) await service.call('DueEvents', 'look');
    expect(await eventsOf()).toBe(0);
    await plant(SCHEMA_NUMBER, SCHEMA_NUMBER);
    await look();
    await waitUntil(async () => (await eventsOf()) === 1, 10_000);
  });
});

it('is alive but not ready without its database, and answers everything else with 503', async () => {
  const own = await startTestApp();
  try {
    await own.database.drop();
    const ready = await own.anonymous.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.headers.get('retry-after')).toBeTruthy();
    expect((await own.anonymous.get('/health/live')).status).toBe(200);
    const other = await own.admin.get('/org');
    expect([other.status, other.body.code]).toEqual([503, 'unavailable']);
    expect(other.headers.get('ratelimit')).toMatch(/^"anonymous";r=\d+;t=\d+$/);
  } finally {
    await own.stop();
  }
});

it('is not ready while it stops, which is logged as planned', async () => {
  const own = await startTestApp({ LOG_LEVEL: 'warn' });
  try {
    await own.call('ReadinessService', 'announceStop');
    const ready = await own.anonymous.get('/health/ready');
    expect([ready.status, ready.body.code]).toEqual([503, 'unavailable']);
    expect(ready.body.detail).toBe('This instance is shutting down. Send requests to another one.');
    expect(ready.headers.get('retry-after')).toBe('2');
    const lines = () => own.log().map((line) => JSON.parse(line) as { level: number; msg: string });
    await waitUntil(() => Promise.resolve(lines().some(({ msg }) => msg === ready.body.detail)));
    expect(lines().filter(({ level }) => level >= 50)).toEqual([]);
  } finally {
    await own.stop();
  }
});

describe('GET /metrics', () => {
  const scrape = () => fetch(`${service.url}/metrics`);

  it('is outside /api and needs no credentials', async () => {
    const answer = await scrape();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect((await service.anonymous.get('/metrics')).status).toBe(404);
  });

  it('is compressed where the client accepts that', async () => {
    const sizes: Record<string, number> = {};
    for (const encoding of ['identity', 'gzip', 'br']) {
      const answer = await exchange(
        service.url,
        `GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer.statuses).toEqual([200]);
      expect(/^content-encoding: (.*)$/im.exec(answer.text)?.[1]?.trim() ?? 'identity').toBe(encoding);
      sizes[encoding] = Number(/^content-length: (.*)$/im.exec(answer.text)![1]);
    }
    expect(sizes.gzip).toBeLessThan(sizes.identity! / 4);
    expect(sizes.br).toBeLessThan(sizes.gzip!);
  });

  it('counts requests by route, and names nothing of a tenant', async () => {
    const { client, email } = await aMember(service, 'ORG_ADMIN');
    await client.post('/repos', { name: 'acme/secret-project' });
    await client.get('/repos/1234567');
    await client.get('/repos?limit=0');
    await service.anonymous.get('/repos/7654321');
    await service.anonymous.get('/nowhere/at-all');
    const text = await metricsOf(service);
    const count = (route: string, method: string, status: number) =>
      `qgate_http_request_duration_seconds_count{route="${route}",method="${method}",status="${status}"}`;
    expect(text).toContain(`${count('/api/repos/:id', 'GET', 404)} 1`);
    expect(text).toContain(`${count('/api/repos/:id', 'GET', 401)} 1`);
    expect(text).toContain(`${count('/api/repos', 'GET', 400)} 1`);
    expect(text).toContain(count('unmatched', 'GET', 404));
    expect(text).toMatch(/_bucket\{le="0.0005",route="\/api\/repos",method="POST",status="201"\} \d/);
    expect(text).toMatch(/qgate_database_connections\{state="idle"\} \d/);
    for (const secret of ['secret-project', email, '1234567', '7654321', 'at-all']) expect(text).not.toContain(secret);
  });
});

describe('GET /metrics closed by METRICS_TOKEN', () => {
  const TOKEN = 'a-token+of/Prometheus==';
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp({ METRICS_TOKEN: TOKEN, RATE_LIMIT_ANONYMOUS: '6' });
  });
  afterAll(() => service.stop());

  const scrape = (headers: Record<string, string>) => fetch(`${service.url}/metrics`, { headers });

  it('is for the bearer of the token alone', async () => {
    const answer = await scrape({ authorization: `Bearer ${TOKEN}` });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('process_cpu_seconds_total')]);
    for (const authorization of [
      '',
      `Basic ${TOKEN}`,
      TOKEN,
      `Bearer ${TOKEN}=`,
      `Bearer ${TOKEN.slice(1)}`,
      'Bearer ',
    ]) {
      const refused = await scrape(authorization ? { authorization } : {});
      expect([authorization, refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        authorization,
        401,
        'unauthenticated',
      ]);
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it('limits guesses by address, and not who has the token', async () => {
    expect((await scrape({ authorization: 'Bearer guess' })).status).toBe(429);
    expect((await scrape({ authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });
});

describe('GET /metrics on METRICS_PORT', () => {
  it('is served there and no longer on the main port, by the same token', async () => {
    const service = await startTestApp({ METRICS_PORT: '0', METRICS_TOKEN: 'token' });
    const own = `http://127.0.0.1:${await service.call('MetricsServer', 'port')}`;
    const scrape = (url: string) => fetch(url, { headers: { authorization: 'Bearer token' } });
    try {
      expect((await scrape(`${service.url}/metrics`)).status).toBe(404);
      const answer = await scrape(`${own}/metrics?module=any`);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('process_cpu_seconds_total')]);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect((await fetch(`${own}/metrics`)).status).toBe(401);
      for (const path of ['/', '/api/health', '/metrics/']) expect((await scrape(own + path)).status).toBe(404);
      expect((await fetch(`${own}/metrics`, { method: 'POST' })).status).toBe(404);
    } finally {
      await service.stop();
    }
    await expect(scrape(`${own}/metrics`)).rejects.toThrow();
  });
});
