import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import path from 'node:path';
import { stderr } from 'node:process';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { appConnection, type DatabaseConnection } from '../../src/platform/database/connection.js';
import { describeSchema } from '../../src/platform/database/describe-schema.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';
import { query } from '../support/postgres.js';
import { Traffic } from './support/traffic.js';
import { buildVersion, findOldestTakenOver, findVersionBefore } from './support/version-before.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };
const RATE = '10000000';
const RATES = {
  RATE_LIMIT_DEFAULT: RATE,
  RATE_LIMIT_STATUS: RATE,
  RATE_LIMIT_UPLOAD: RATE,
  RATE_LIMIT_ANONYMOUS: RATE,
};

const before = findVersionBefore();
if (before === null)
  stderr.write('The upgrade beside the version before is skipped: there is none, or this clone lacks it.\n');
const oldest = findOldestTakenOver();
if (oldest === null) stderr.write('The takeover is skipped: this clone lacks the history.\n');

jest.setTimeout(180_000);

(before === null ? describe.skip : describe)('the version before this one (needs history)', () => {
  let server: EmbeddedPostgres;
  let superuser: DatabaseConnection;
  let environment: Record<string, string>;
  let old: BuiltService;
  let headers: Record<string, string>;

  beforeAll(async () => {
    await buildPackage();
    const entry = await buildVersion(before!, path.join(await aScratchFolder(), 'before'));
    server = await startThrowawayPostgres();
    superuser = { ...server.superuser, ssl: false, database: 'gate' };
    await query({ ...server.superuser, ssl: false }, 'CREATE DATABASE gate');
    const { host, port, user, password = '' } = superuser;
    environment = {
      ...{ ...ADMIN, ...RATES, LOG_LEVEL: 'warn', SECRETS_KEY: randomBytes(32).toString('base64') },
      DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/gate`,
      JWT_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    };
    old = await BuiltService.start({ ...environment, DATA_DIR: await aDataDir() }, entry);
    const login = await call(old, 'POST', '/auth/login', { email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD });
    headers = { authorization: `Bearer ${login.body.access_token}` };
  }, BUILD_TIMEOUT_MS + 180_000);
  afterAll(async () => {
    await cleanUpServices();
    await (server as EmbeddedPostgres | undefined)?.stop();
  });

  /** Without the API document, which is that of this version. */
  async function call(
    service: BuiltService,
    method: string,
    route: string,
    body?: unknown,
  ): Promise<{ status: number; body: any }> {
    const answer = await fetch(`${service.url}/api${route}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  const countMigrations = async (): Promise<number> =>
    (await query<{ count: number }>(superuser, 'SELECT count(*)::int AS count FROM migrations'))[0]!.count;

  it('serves while the schema becomes that of this one, and beside this one, without a failed request', async () => {
    const alone = new Traffic([old.url], headers, { writers: 2, readers: 1 });
    await alone.more(2);
    const ran = await countMigrations();
    const { service } = await buildPackage();
    const migrated = spawnSync(process.execPath, [path.join(path.dirname(service), 'migrate.js')], {
      env: { PATH: process.env.PATH, ...environment, DATA_DIR: await aDataDir() },
      encoding: 'utf8',
    });
    expect(migrated.stdout + migrated.stderr).toMatch(/^Ran \d+ migrations/m);
    expect(await countMigrations()).toBeGreaterThan(ran);
    await alone.more(2);
    await alone.stop();
    expect(alone.takeAnswers()).toMatchObject({ unavailable: 0, failures: [] });

    const next = await BuiltService.start({ ...environment, DATA_DIR: await aDataDir() });
    // Each push is begun by one and gone on with by the other.
    const both = new Traffic([old.url, next.url], headers, { writers: 3, readers: 1 });
    await both.more(8);
    await both.stop();
    const { succeeded, unavailable, failures } = both.takeAnswers();
    expect({ unavailable, failures }).toEqual({ unavailable: 0, failures: [] });
    stderr.write(`drill: versions side by side: ${succeeded} requests, 0 failed\n`);

    const [push] = both.pushes;
    const routes = [
      ...[`/scans/${push!.scanId}`, `/scans/${push!.scanId}/findings`, `/quality/coverage/${push!.scanId}`],
      ...[`/quality/gates/status/${push!.scanId}`, `/quality/ratings/${push!.scanId}`, '/scans', '/repos', '/overview'],
      ...[
        '/quality/gates/config',
        '/quality/gates/waivers',
        '/org',
        '/members',
        '/api-keys',
        '/audit-log',
        '/webhooks',
      ],
    ];
    for (const each of [old, next]) {
      for (const route of routes) expect([route, (await call(each, 'GET', route)).status]).toEqual([route, 200]);
      const waiver = { rule: 'rating_min', reason: 'a drill' };
      const made = await call(each, 'POST', '/quality/gates/waivers', waiver);
      expect(made.status).toBe(200);
      expect((await call(each, 'POST', `/quality/gates/waivers/${made.body.id}/revoke`)).status).toBeLessThan(300);
      expect((await call(each, 'PUT', '/quality/gates/config', { rating_min: each === old ? 'B' : 'C' })).status).toBe(
        200,
      );
    }
    expect(await old.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

(oldest === null ? describe.skip : describe)('the oldest version that is taken over (needs history)', () => {
  let server: EmbeddedPostgres;
  let entry: string;

  beforeAll(async () => {
    await buildPackage();
    entry = await buildVersion(oldest!, path.join(await aScratchFolder(), 'oldest'));
    server = await startThrowawayPostgres();
  }, BUILD_TIMEOUT_MS + 180_000);
  afterAll(async () => {
    await cleanUpServices();
    await (server as EmbeddedPostgres | undefined)?.stop();
  });

  it('does not start on what its database became, and changes nothing of it', async () => {
    const admin: DatabaseConnection = { ...server.superuser, ssl: false };
    const url = ({ user, password = '', host, port, database }: DatabaseConnection) =>
      `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
    const environment = { ...ADMIN, LOG_LEVEL: 'warn', SECRETS_KEY: randomBytes(32).toString('base64') };
    const start = async (program?: string) =>
      BuiltService.start({ ...environment, DATABASE_URL: url(admin), DATA_DIR: await aDataDir() }, program);
    const old = await start(entry);
    expect(await old.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const taken = await start();
    expect(await taken.end('SIGTERM')).toEqual({ code: 0, signal: null });

    const state = async () => {
      const client = await openClient(admin);
      const schema = await describeSchema(client).finally(() => client.end());
      const [rows] = await query(
        admin,
        'SELECT (SELECT json_agg(m) FROM migrations m) AS migrations, (SELECT json_agg(v) FROM schema_version v) AS version',
      );
      return { schema, rows };
    };
    const before = await state();
    for (const connection of [admin, appConnection(admin)]) {
      const { code } = await (
        await BuiltService.spawn({ ...environment, DATABASE_URL: url(connection), DATA_DIR: await aDataDir() }, entry)
      ).exited;
      expect(code).toBe(1);
      expect(await state()).toEqual(before);
    }
  });
});
