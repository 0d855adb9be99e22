import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import { identityOptions, type RunAs, runProgram } from '../../src/embedded-postgres/run-program.js';
import { listUnprivilegedUsers } from '../../src/embedded-postgres/unprivileged-users.js';

/** The programs of a PostgreSQL that this machine has beside the bundled one. */
export interface InstalledPostgres {
  readonly major: number;
  /** The folder of `postgres`, `initdb`, `psql`, `pg_dump` and `pg_restore`. */
  readonly bin: string;
}

const DEBIAN = '/usr/lib/postgresql';
const READY_WITHIN_MS = 30_000;
const PASSWORD = 'the password of a superuser';

/** The newest one from `lowest` on; null when there is none. */
export function findInstalledPostgres(lowest: number): InstalledPostgres | null {
  const folders = [...foldersBelow(DEBIAN), ...(process.env.PATH ?? '').split(path.delimiter)];
  const found = folders.flatMap((bin) => {
    const programs = ['postgres', 'initdb', 'psql', 'pg_restore', 'pg_dump'].map((name) =>
      spawnSync(path.join(bin, name), ['--version'], { encoding: 'utf8' }),
    );
    const major = Number(/ (\d+)/.exec(programs.at(-1)?.stdout ?? '')?.[1] ?? 0);
    return programs.every(({ status }) => status === 0) && major >= lowest ? [{ major, bin }] : [];
  });
  return found.sort((one, other) => other.major - one.major)[0] ?? null;
}

function foldersBelow(parent: string): string[] {
  try {
    return readdirSync(parent).map((version) => path.join(parent, version, 'bin'));
  } catch {
    return [];
  }
}

/** A server of those programs, as an administrator would run one: an outside PostgreSQL. */
export class OutsidePostgres {
  private constructor(
    private readonly child: ChildProcess,
    /** Connects as the superuser. */
    readonly superuser: pg.ClientConfig & { readonly port: number; readonly password: string },
  ) {}

  /** Makes a cluster in the folder, which does not exist yet, and starts it. */
  static async start({ bin }: InstalledPostgres, folder: string): Promise<OutsidePostgres> {
    const runAs = process.getuid?.() === 0 ? ((await listUnprivilegedUsers())[0] ?? null) : null;
    await makeCluster(bin, folder, runAs);
    const port = await findFreePort();
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off'];
    const child = spawn(
      path.join(bin, 'postgres'),
      ['-D', path.join(folder, 'cluster'), ...settings.flatMap((setting) => ['-c', setting])],
      { cwd: '/', env: {}, stdio: 'ignore', ...identityOptions(runAs) },
    );
    const superuser = { host: '127.0.0.1', port, user: 'postgres', password: PASSWORD, database: 'postgres' };
    const server = new OutsidePostgres(child, superuser);
    await server.untilReady();
    return server;
  }

  private async untilReady(): Promise<void> {
    for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end && this.child.exitCode === null;) {
      const isReady = await this.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (isReady) return;
      await sleep(50);
    }
    throw new Error('The outside PostgreSQL did not become ready.');
  }

  /** Runs statements as the superuser; the rows of the last one. */
  async query<Row extends pg.QueryResultRow>(sql: string, database = 'postgres'): Promise<Row[]> {
    const client = new pg.Client({ ...this.superuser, database });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it at once, sessions included. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    await ended;
  }
}

async function makeCluster(bin: string, folder: string, runAs: RunAs | null): Promise<void> {
  await mkdir(folder);
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, PASSWORD);
  if (runAs !== null) for (const each of [folder, passwordFile]) await chown(each, runAs.uid, runAs.gid);
  const { code, output } = await runProgram(
    path.join(bin, 'initdb'),
    [
      ...['-D', path.join(folder, 'cluster'), '--username=postgres', `--pwfile=${passwordFile}`],
      ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'],
    ],
    { runAs },
  );
  if (code !== 0) throw new Error(output);
}
