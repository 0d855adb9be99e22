import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { stderr } from 'node:process';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices, postmasterOf } from '../support/built-service.js';
import { findInstalledPostgres, type InstalledPostgres, OutsidePostgres } from '../support/installed-postgres.js';
import { isNightly, itNightly } from '../support/programme.js';
import { runShell, type ShellResult } from '../support/shell.js';
import { waitUntil } from '../support/wait-until.js';
import { findContradictions, findContradictionsIn } from './support/contradictions.js';
import { aPush, carryOn, type Push } from './support/push.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const RATE = '1000000';
const ENVIRONMENT = {
  ...{ ADMIN_EMAIL, ADMIN_PASSWORD, LOG_LEVEL: 'warn' },
  ...{ RATE_LIMIT_DEFAULT: RATE, RATE_LIMIT_STATUS: RATE, RATE_LIMIT_UPLOAD: RATE },
};
/** The lowest that the service takes, and the one that it brings. */
const [LOWEST, BUNDLED] = [15, 18];
/** The service's own role in an outside database, without the rights of a superuser. */
const OWNER = 'gate';

const itAsRoot = process.getuid?.() === 0 && isNightly ? it : it.skip;
const installed = findInstalledPostgres(LOWEST);
const withPrograms = installed === null ? describe.skip : describe;
const itWithBundled = (installed?.major ?? 0) >= BUNDLED ? it : it.skip;
if (installed === null)
  stderr.write('No PostgreSQL is installed: dumping and restoring an outside one is not tested.\n');
if ((installed?.major ?? 0) < BUNDLED)
  stderr.write(`No pg_dump ${BUNDLED} is installed: dumping the embedded PostgreSQL is not tested.\n`);

jest.setTimeout(180_000);
beforeAll(buildPackage, BUILD_TIMEOUT_MS);

/** The commands under a heading of docs/backup.md. */
function commandsUnder(heading: string): string {
  const page = readFileSync(path.join(__dirname, '../../docs/backup.md'), 'utf8');
  const section = page.split(/^#{2,} /m).find((each) => each.startsWith(`${heading}\n`));
  return /^```sh\n([^]*?)^```$/m.exec(section ?? '')![1]!;
}

/** Runs them as they stand in the package's folder, up to the first that fails. */
async function doAsWritten(
  heading: string,
  environment: Readonly<Record<string, string>>,
  programs: InstalledPostgres | null = null,
): Promise<ShellResult> {
  const { root } = await buildPackage();
  return runShell(`set -eu\n${commandsUnder(heading)}`, { ...environment, ...pathTo(programs) }, root);
}

const pathTo = (programs: InstalledPostgres | null): Record<string, string> =>
  programs === null ? {} : { PATH: `${programs.bin}:${process.env.PATH}` };

const SUCCESS = { code: 0, stdout: '', stderr: '' };

/** The commands of the page find everything whole, secrets that are sealed among it. */
async function expectWhole(environment: Readonly<Record<string, string>>): Promise<void> {
  const { code, stdout, stderr: said } = await doAsWritten('Verify', environment);
  expect(stdout).toMatch(/^[1-9]\d* scans of \d+ repositories were compared with [1-9]\d* segments; 0 of these/m);
  expect(stdout).toMatch(/^3 sealed secrets can be opened; 0 must be entered again/m);
  expect({ code, isWhole: stdout.endsWith('\nAll data is intact.\n'), said }).toEqual({
    ...{ code: 0, isWhole: true },
    said: expect.not.stringContaining('rror'),
  });
}

/** Data that the service acknowledged, and the credentials that it gave out. */
interface Stored {
  readonly pushes: readonly Push[];
  readonly bearer: string;
  readonly apiKey: string;
  /** Its answers to a reading of all of it. */
  readonly answers: readonly unknown[];
}

const asAdmin = (service: BuiltService) => service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD);

async function store(service: BuiltService): Promise<Stored> {
  const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  const bearer = login.body.access_token as string;
  const api = service.anonymous.withToken(bearer);
  const pushes = ['main', 'feature-1', 'feature-2'].map((branch, index) => aPush('acme/shop', branch, 60 + index, 30));
  for (const push of pushes) await carryOn(push, api);
  await succeed(api.put('/quality/gates/config', { rating_min: 'B' }));
  const member = { email: 'mira@example.test', name: 'Mira', role: 'MEMBER', password: 'a password of her own' };
  await succeed(api.post('/members', member));
  const webhook = {
    url: 'https://hooks.example.org/quality',
    events: ['gate.changed'],
    headers: { 'x-token': 'sealed' },
  };
  await succeed(api.post('/webhooks', webhook));
  const key = await succeed(api.post('/api-keys', { name: 'pipeline', scopes: ['read:scans'] }));
  return { pushes, bearer, apiKey: key.key as string, answers: await askForAll(api, pushes) };
}

async function succeed(answer: ReturnType<ApiClient['get']>): Promise<Record<string, unknown>> {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return body as Record<string, unknown>;
}

function askForAll(api: ApiClient, pushes: readonly Push[]): Promise<unknown[]> {
  const ofScans = pushes.flatMap(({ scanId }) => [
    `/scans/${scanId}`,
    `/scans/${scanId}/findings?limit=100`,
    `/quality/coverage/${scanId}`,
    `/quality/coverage/${scanId}/files?path=src/file-7.ts`,
    `/quality/gates/status/${scanId}`,
    `/quality/ratings/${scanId}`,
  ]);
  const ofAll = ['/quality/gates/config', '/quality/gates/config/revisions', '/members', '/org'];
  const answers = [...ofScans, ...ofAll].map(async (url) => {
    // what is written meanwhile counts against quotas
    const answer = await succeed(api.get(url));
    delete answer.quotas;
    return answer;
  });
  return Promise.all(answers);
}

/** All of it is there, its people get in, its credentials hold, and pushing goes on. */
async function expectAllOf(stored: Stored, service: BuiltService): Promise<void> {
  const api = await asAdmin(service);
  expect(await askForAll(api, stored.pushes)).toEqual(stored.answers);
  const mira = await service.anonymous.login('mira@example.test', 'a password of her own');
  expect((await mira.get('/auth/me')).body).toMatchObject({ user: { name: 'Mira' }, org: { role: 'MEMBER' } });
  const byKey = service.anonymous.as({ 'x-api-key': stored.apiKey });
  expect((await byKey.get(`/scans/${stored.pushes[0]!.scanId}`)).status).toBe(200);
  const next = aPush('acme/shop', 'after-the-restore', 60, 30);
  await carryOn(next, api);
  // The baseline is there as well: all of it is known.
  expect(next.verdict).toMatchObject({ new_in_pr: { medium: 0 } });
}

describe('the data folder of the embedded PostgreSQL', () => {
  let environment: { DATA_DIR: string; BACKUP: string };
  let service: BuiltService;
  let stored: Stored;

  beforeAll(async () => {
    environment = { DATA_DIR: await aDataDir(), BACKUP: path.join(await aScratchFolder(), 'backup.tar.gz') };
    service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: environment.DATA_DIR });
    stored = await store(service);
  });
  afterAll(cleanUpServices);

  itNightly('is not copied while its PostgreSQL runs, nor when that was left behind', async () => {
    const refused = { code: 1, stdout: '', stderr: expect.stringContaining('PostgreSQL is running, or was killed') };
    expect(await doAsWritten('Copy', environment)).toEqual(refused);
    await service.end('SIGKILL');
    expect(await postmasterOf(environment.DATA_DIR)).not.toBeNull();
    expect(await doAsWritten('Copy', environment)).toEqual(refused);
    expect(existsSync(environment.BACKUP)).toBe(false);
    service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: environment.DATA_DIR });
  });

  it('is copied after a stop, destroyed, put back, and holds all that was acknowledged', async () => {
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await doAsWritten('Copy', environment)).toEqual(SUCCESS);
    expect((await doAsWritten('Put back', environment)).code).toBe(1);
    await rm(environment.DATA_DIR, { recursive: true });

    expect(await doAsWritten('Put back', environment)).toEqual(SUCCESS);
    await expectWhole({ DATA_DIR: environment.DATA_DIR });
    service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: environment.DATA_DIR });
    expect((await service.anonymous.withToken(stored.bearer).get('/auth/me')).status).toBe(200);
    expect(await findContradictions(environment.DATA_DIR)).toEqual({});
    await expectAllOf(stored, service);
  });

  itAsRoot(
    'is copied with the folder that it names when root keeps the data elsewhere (needs root, nightly)',
    async () => {
      const home = await aScratchFolder();
      await chmod(home, 0o700);
      const DATA_DIR = path.join(home, 'data');
      const hidden = { DATA_DIR, BACKUP: path.join(home, 'backup.tar.gz') };
      let away = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR });
      const named = /^\/.*$/m.exec(readFileSync(path.join(DATA_DIR, 'postgres.location'), 'utf8'))![0];
      try {
        const kept = await store(away);
        expect((await doAsWritten('Copy', hidden)).code).toBe(1);
        await away.end('SIGTERM');
        expect(await doAsWritten('Copy', hidden)).toEqual(SUCCESS);
        for (const folder of [DATA_DIR, named]) await rm(folder, { recursive: true });
        expect(await doAsWritten('Put back', hidden)).toEqual(SUCCESS);
        away = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR });
        await expectAllOf(kept, away);
      } finally {
        await away.end('SIGTERM');
        await rm(named, { recursive: true, force: true });
      }
    },
  );

  itWithBundled('is dumped while it runs (needs the programs of PostgreSQL 18)', async () => {
    expect(await doAsWritten('Dump while it runs', environment, installed)).toEqual(SUCCESS);
    const outside = await OutsidePostgres.start(installed!, path.join(await aScratchFolder(), 'outside'));
    try {
      const url = await aDatabase(outside);
      expect(await doAsWritten('Restore', { ...environment, DATABASE_URL: url }, installed)).toEqual(SUCCESS);
      const SECRETS_KEY = readFileSync(path.join(environment.DATA_DIR, 'secrets.key'), 'utf8').trim();
      const moving = { DATA_DIR: await aDataDir(), DATABASE_URL: url, SECRETS_KEY };
      await expectWhole(moving);
      const moved = await BuiltService.start({ ...ENVIRONMENT, ...moving });
      await expectAllOf(stored, moved);
      await moved.end('SIGTERM');
    } finally {
      await outside.stop();
    }
  });
});

/** An empty database of a role that may make roles, and no more; its URL. */
async function aDatabase(server: OutsidePostgres): Promise<string> {
  await server.query(`CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD 'secret'`);
  await server.query(`CREATE DATABASE ${OWNER} OWNER ${OWNER}`);
  return `postgres://${OWNER}:secret@127.0.0.1:${server.superuser.port}/${OWNER}`;
}

withPrograms('an outside PostgreSQL (needs its programs)', () => {
  let folder: string;
  let environment: { DATABASE_URL: string; BACKUP: string; SECRETS_KEY: string };
  let source: OutsidePostgres;
  let target: OutsidePostgres | undefined;
  let service: BuiltService;
  let stored: Stored;

  beforeAll(async () => {
    folder = await aScratchFolder();
    source = await OutsidePostgres.start(installed!, path.join(folder, 'source'));
    environment = {
      DATABASE_URL: await aDatabase(source),
      BACKUP: path.join(folder, 'backup.dump'),
      SECRETS_KEY: randomBytes(32).toString('base64'),
    };
    const DATA_DIR = await aDataDir();
    service = await BuiltService.start({ ...ENVIRONMENT, ...environment, DATA_DIR });
    expect(await postmasterOf(DATA_DIR)).toBeNull();
    stored = await store(service);
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await source.stop();
    await target?.stop();
    await cleanUpServices();
  });

  /** Number of rows in each table, whatever row security says. */
  async function countRows(server: OutsidePostgres): Promise<Record<string, number>> {
    const tables = await server.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'auth') ORDER BY 1`,
      OWNER,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await server.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`, OWNER);
      counts[name] = row!.count;
    }
    return counts;
  }

  it('is refused to its owner without the switch that the page names', async () => {
    const command = commandsUnder('Dump').replace(' --enable-row-security', '');
    const { code, stderr: said } = await runShell(command, { ...environment, ...pathTo(installed) });
    expect(code).not.toBe(0);
    expect(said).toContain('row-level security');
  });

  it('gives a superuser and a role for backups the same data without it', async () => {
    await source.query("CREATE ROLE backups LOGIN BYPASSRLS PASSWORD 'secret'; GRANT pg_read_all_data TO backups");
    const { port, password } = source.superuser;
    const urlOf = (user: string, word: string) =>
      `postgres://${user}:${encodeURIComponent(word)}@127.0.0.1:${port}/${OWNER}`;
    const dataSeenBy = async (DATABASE_URL: string, options = '') => {
      const dump = `pg_dump --data-only ${options} "$DATABASE_URL"`;
      const { stdout } = await runShell(dump, { DATABASE_URL, ...pathTo(installed) });
      return stdout.replace(/^(SET row_security|\\(un)?restrict) .*$/gm, '');
    };
    // The audit log is sealed a little later; a seal between two dumps would be a difference.
    await waitUntil(async () => (await source.query('SELECT FROM audit_log WHERE hash IS NULL', OWNER)).length === 0);
    const seenByOwner = await dataSeenBy(environment.DATABASE_URL, '--enable-row-security');
    expect(seenByOwner).toContain('COPY public.scan_manifests');
    expect(await dataSeenBy(urlOf('postgres', password))).toBe(seenByOwner);
    expect(await dataSeenBy(urlOf('backups', 'secret'))).toBe(seenByOwner);
  });

  itNightly('is dumped whole, and restored by a superuser as well', async () => {
    expect(await doAsWritten('Dump', environment, installed)).toEqual(SUCCESS);
    const counts = await countRows(source);
    expect(counts).toMatchObject({ 'public.scans': 3, 'public.scan_manifests': 6 });
    target = await OutsidePostgres.start(installed!, path.join(folder, 'copy'));
    await target.query(`CREATE DATABASE ${OWNER}`);
    const { port, password } = target.superuser;
    const DATABASE_URL = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${OWNER}`;
    expect(await doAsWritten('Restore', { ...environment, DATABASE_URL }, installed)).toEqual(SUCCESS);
    expect(await countRows(target)).toEqual(counts);
    await target.stop();
  });

  it('is dumped while it is written to, destroyed, restored to a new server, and holds all that was acknowledged', async () => {
    const writing = keepPushing(await asAdmin(service));
    await writing.started;
    expect(await doAsWritten('Dump', environment, installed)).toEqual(SUCCESS);
    await writing.stop();
    await service.end('SIGTERM');
    await source.stop();
    await rm(path.join(folder, 'source'), { recursive: true });

    target = await OutsidePostgres.start(installed!, path.join(folder, 'target'));
    const DATABASE_URL = await aDatabase(target);
    expect(await doAsWritten('Restore', { ...environment, DATABASE_URL }, installed)).toEqual(SUCCESS);
    expect(await findContradictionsIn({ ...target.superuser, database: OWNER })).toEqual({});
    const restored = { DATABASE_URL, DATA_DIR: await aDataDir(), SECRETS_KEY: environment.SECRETS_KEY };
    await expectWhole(restored);
    // `npm test` serves again from the data folder that was put back.
    if (!isNightly) return;
    service = await BuiltService.start({ ...ENVIRONMENT, ...restored });
    await expectAllOf(stored, service);
  });

  /** Pushes one after the other, in repositories of their own. */
  function keepPushing(api: ApiClient): { started: Promise<void>; stop: () => Promise<void> } {
    let number = 0;
    let isOver = false;
    const isWanted = () => !isOver;
    const first = carryOn(aPush('acme/other', 'main', 200, 50), api);
    const work = first.then(async () => {
      while (isWanted()) {
        number += 1;
        await carryOn(aPush(`acme/other-${number}`, 'main', 200, 50), api);
      }
    });
    return {
      started: first,
      stop: async () => {
        isOver = true;
        await work;
      },
    };
  }
});
