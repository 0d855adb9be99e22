import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { authConnection, type DatabaseConnection } from '../../src/platform/database/connection.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { findAuthConnection } from '../../src/platform/database/serving-role.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';
import { memoryFolder } from '../support/memory-folder.js';
import { hasPgBouncer, type PgBouncer, type PoolMode, startPgBouncer } from '../support/pgbouncer.js';
import { query } from '../support/postgres.js';
import { isNightly, itNightly } from '../support/programme.js';
import { aSarifLog } from '../support/reports.js';
import { takeSome } from '../support/seed.js';

const ADMINISTRATOR = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };
const PASSWORD = 'the serving password';

/** Roles belong to a whole cluster: this one has none of the service's yet. */
let cluster: EmbeddedPostgres;
let superuser: DatabaseConnection;
let dataDir: string;

beforeAll(async () => {
  await buildPackage();
  cluster = await startThrowawayPostgres(memoryFolder());
  superuser = { ...cluster.superuser, ssl: false };
  await query(superuser, 'CREATE DATABASE gate');
  superuser = { ...superuser, database: 'gate' };
  dataDir = await aDataDir();
}, BUILD_TIMEOUT_MS);
afterAll(async () => {
  await cleanUpServices();
  await cluster.stop();
});

const urlOf = ({ user, password = '', host, port, database }: DatabaseConnection) =>
  `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
const serving = (port = superuser.port) => urlOf({ ...superuser, port, user: 'qg_app', password: PASSWORD });

const runMigrate = (variables: Record<string, string>) => runAlone(['migrate.js'], variables);

/** Runs a program beside the service: its file, and its arguments. */
async function runAlone(
  [file, ...args]: readonly [string, ...string[]],
  variables: Record<string, string>,
): Promise<{ status: number | null; said: string }> {
  const { service } = await buildPackage();
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(path.dirname(service), file), ...args], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...variables },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Pushes two scans, the second compared with the first, and reads their verdicts and findings. */
async function useTheService(service: BuiltService): Promise<void> {
  const api = await service.anonymous.login(ADMINISTRATOR.ADMIN_EMAIL, ADMINISTRATOR.ADMIN_PASSWORD);
  for (const line of [1, 2]) {
    const { scan_id: id } = (await api.post('/scans', { repo: 'acme/web', branch: 'main', default_branch: 'main' }))
      .body;
    const results = Array.from({ length: 100 }, (_, index) => ({ rule: 'r', path: `src/${index}.ts`, line }));
    expect((await api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) })).status).toBe(200);
    expect((await api.post(`/scans/${id}/complete`)).body).toMatchObject({ status: 'passed' });
    expect((await api.get(`/quality/gates/status/${id}`)).body).toMatchObject({ status: 'passed' });
    expect((await api.get(`/scans/${id}/findings?limit=5`)).body.findings).toHaveLength(5);
  }
  expect((await api.get('/overview')).status).toBe(200);
}

describe('a service without an administrator', () => {
  it('says that migrations are missing, and who runs them', async () => {
    await query(superuser, `CREATE ROLE qg_app LOGIN NOINHERIT PASSWORD '${PASSWORD}'`);
    const refused = await BuiltService.spawn({ ...ADMINISTRATOR, DATABASE_URL: serving(), DATA_DIR: dataDir });
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toMatch(/lacks \d+ of \d+ migrations.*npm run migrate.* with DATABASE_ADMIN_URL/s);
  });

  it('is prepared by npm run migrate, which leaves the password of a role that exists', async () => {
    const alone = await runMigrate({ DATABASE_URL: serving() });
    expect(alone).toMatchObject({ status: 1, said: expect.stringContaining('DATABASE_ADMIN_URL') as unknown });
    const variables = { DATABASE_URL: serving(), DATABASE_ADMIN_URL: urlOf(superuser) };
    expect(await runMigrate(variables)).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^Ran \d+ migr/) as unknown,
    });
    expect(await runMigrate(variables)).toEqual({ status: 0, said: 'The database is up to date.\n' });
    const wrong: readonly [Record<string, string>, RegExp][] = [
      [
        { DATABASE_URL: serving().replace(encodeURIComponent(PASSWORD), 'wrong') },
        /^The database role qg_app exists on this server, but does not have the password/,
      ],
      [
        { DATABASE_AUTH_URL: `postgres://qg_app_auth:wrong@${superuser.host}:${superuser.port}/gate` },
        /^The database role qg_app_auth cannot sign in/,
      ],
    ];
    for (const [changes, said] of takeSome(wrong, 1))
      expect(await runMigrate({ ...variables, ...changes })).toMatchObject({
        status: 1,
        said: expect.stringMatching(said) as unknown,
      });
  }, 120_000);

  const REFUSALS: readonly [string, string[], () => Record<string, string>, RegExp][] = [
    [
      'without an administrator',
      [],
      () => ({ DATABASE_URL: serving() }),
      /^Distributing tables needs a superuser.*DATABASE_ADMIN_URL/,
    ],
    ['with the embedded database', [], () => ({}), /^Distributing tables needs a superuser.*DATABASE_ADMIN_URL/],
    [
      'without Citus',
      [],
      () => ({ DATABASE_URL: serving(), DATABASE_ADMIN_URL: urlOf(superuser) }),
      /^The database has no Citus.*CREATE EXTENSION citus/,
    ],
    ['without a node to move to', ['--move-org', '42'], () => ({}), /^Usage: npm run distribute/],
    ['with an argument that it does not know', ['--to-all'], () => ({}), /^Usage: npm run distribute/],
  ];

  it.each(takeSome(REFUSALS, 1))('is refused by npm run distribute %s', async (_, args, variables, said) => {
    expect(await runAlone(['distribute.js', ...args], variables())).toEqual({
      status: 1,
      said: expect.stringMatching(said) as unknown,
    });
  });

  let service: BuiltService;

  it('serves, and keeps no connection but those of the serving role', async () => {
    service = await BuiltService.start({
      ...{ ...ADMINISTRATOR, DATABASE_URL: serving(), DATA_DIR: dataDir },
      SHUTDOWN_DELAY_MS: '5000',
    });
    await useTheService(service);
    const users = await query<{ usename: string }>(
      superuser,
      `SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'gate' AND pid <> pg_backend_pid()`,
    );
    expect(users.map(({ usename }) => usename).sort()).toEqual(['qg_app', 'qg_app_auth']);
  });

  it('answers for a while after SIGTERM, though it is no longer ready', async () => {
    const statusOf = async (route: string) => (await service.anonymous.get(route)).status;
    expect(await statusOf('/health/ready')).toBe(200);
    const ended = service.end('SIGTERM');
    while ((await statusOf('/health/ready')) !== 503) await sleep(20);
    expect(await statusOf('/health')).toBe(200);
    expect(await statusOf('/overview')).toBe(401);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  itNightly('refuses another key than the one that the first instance sealed with', async () => {
    const refused = await BuiltService.spawn({
      ...ADMINISTRATOR,
      DATABASE_URL: serving(),
      DATA_DIR: dataDir,
      SECRETS_KEY: Buffer.alloc(32, 1).toString('base64'),
    });
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toContain('SECRETS_KEY_PREVIOUS');
  });
});

const withPooler = hasPgBouncer()
  ? describe.each<PoolMode>(isNightly ? ['session', 'transaction'] : ['transaction'])
  : describe.skip.each(['(no pgbouncer)']);

withPooler('a service behind PgBouncer that lends a connection per %s', (mode) => {
  let pooler: PgBouncer;

  beforeAll(async () => {
    pooler = await startPgBouncer(await aScratchFolder(), mode as PoolMode, superuser, [
      superuser.user,
      'qg_app',
      'qg_app_auth',
    ]);
  });
  afterAll(() => pooler.stop());

  it('serves, and listens past the pooler', async () => {
    const service = await BuiltService.start({
      ...ADMINISTRATOR,
      DATABASE_URL: serving(pooler.port),
      DATABASE_ADMIN_URL: urlOf(superuser),
      DATA_DIR: dataDir,
    });
    await useTheService(service);
    expect(service.stdout).not.toContain('drops notifications');
    await service.end('SIGTERM');
  });

  itNightly('takes over what an administrator has prepared, by the steps of docs/deployment.md', async () => {
    const page = await readFile(path.join(__dirname, '../../docs/deployment.md'), 'utf8');
    const [, findRole] = /find the role: `(SELECT [^`]+)`/.exec(page)!;
    const name = `prepared_${mode}`;
    await query(superuser, `CREATE DATABASE ${name}`);
    const administrator = { ...superuser, database: name };
    const variables = { ...ADMINISTRATOR, SECRETS_KEY: randomBytes(32).toString('base64'), DATA_DIR: await aDataDir() };
    expect(await runMigrate({ ...variables, DATABASE_URL: urlOf(administrator) })).toMatchObject({ status: 0 });
    const [found] = await query<{ regexp_replace: string }>(administrator, findRole!);
    const user = found!.regexp_replace;
    await query(administrator, `ALTER ROLE ${user} PASSWORD 'a-password'`);
    const roles = [superuser.user, user, `${user}_auth`];
    const own = await startPgBouncer(await aScratchFolder(), mode as PoolMode, administrator, roles);
    const service = await BuiltService.start({
      ...variables,
      DATABASE_URL: urlOf({ ...administrator, user, password: 'a-password', port: own.port }),
      DATABASE_ADMIN_URL: urlOf(administrator),
    });
    const api = await service.anonymous.login(ADMINISTRATOR.ADMIN_EMAIL, ADMINISTRATOR.ADMIN_PASSWORD);
    expect((await api.get('/overview')).status).toBe(200);
    await service.end('SIGTERM');
    await own.stop();
  });

  itNightly('serves without a direct connection, says so once and caches nothing', async () => {
    const variables = { ...ADMINISTRATOR, DATABASE_URL: serving(pooler.port), DATA_DIR: dataDir };
    const service = await BuiltService.start(variables);
    await useTheService(service);
    expect(service.stdout.match(/drops notifications/g)).toHaveLength(1);
    await service.end('SIGTERM');
  });

  it('reaches the server itself for identities where the pooler does not let their role in', async () => {
    const narrow = await startPgBouncer(await aScratchFolder(), mode as PoolMode, superuser, [
      superuser.user,
      'qg_app',
    ]);
    const direct = { ...superuser, user: 'qg_app', password: PASSWORD };
    const auth = authConnection(direct);
    await query(superuser, `ALTER ROLE qg_app_auth PASSWORD '${auth.password!}'`);
    const through = { ...direct, port: narrow.port };
    const client = await openClient(through);
    await expect(findAuthConnection(client, through, {})).rejects.toThrow(
      /A pooler must accept it in addition to qg_app\./,
    );
    expect(await findAuthConnection(client, through, {}, direct)).toEqual(auth);
    await client.end();
    await narrow.stop();
  });

  itNightly('does not migrate through the pooler', async () => {
    const through = urlOf({ ...superuser, port: pooler.port });
    const refused = await runMigrate({ DATABASE_URL: through });
    expect(refused).toMatchObject({
      status: 1,
      said: expect.stringContaining('do not go through a pooler') as unknown,
    });
  });
});
