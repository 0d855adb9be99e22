import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import { identityOptions } from '../../src/embedded-postgres/run-program.js';
import { listUnprivilegedUsers } from '../../src/embedded-postgres/unprivileged-users.js';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';
import { query } from './postgres.js';

/** True when this machine has the pooler. */
export const hasPgBouncer = (): boolean => spawnSync('pgbouncer', ['--version']).status === 0;

export type PoolMode = 'session' | 'transaction';

/** A running pooler. */
export interface PgBouncer {
  readonly port: number;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;

/**
 * Starts PgBouncer in front of a server, for roles that it has, by their secrets; nothing but its mode and prepared statements is set.
 *
 * @param server as its superuser
 */
export async function startPgBouncer(
  folder: string,
  mode: PoolMode,
  server: DatabaseConnection,
  roles: readonly string[],
): Promise<PgBouncer> {
  const port = await findFreePort();
  const users = path.join(folder, `users-${mode}.txt`);
  const settings = path.join(folder, `pgbouncer-${mode}.ini`);
  const secrets = await query<{ name: string; secret: string }>(
    server,
    'SELECT rolname AS name, rolpassword AS secret FROM pg_authid WHERE rolname = ANY ($1)',
    [roles],
  );
  await writeFile(users, secrets.map(({ name, secret }) => `"${name}" "${secret}"\n`).join(''));
  await writeFile(
    settings,
    [
      '[databases]',
      `${server.database} = host=${server.host} port=${server.port} dbname=${server.database}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      `pool_mode = ${mode}`,
      'max_prepared_statements = 100',
      'default_pool_size = 8',
    ].join('\n'),
  );
  const runAs = process.getuid?.() === 0 ? ((await listUnprivilegedUsers())[0] ?? null) : null;
  if (runAs !== null) for (const file of [users, settings]) await chown(file, runAs.uid, runAs.gid);
  const child = spawn('pgbouncer', ['--quiet', settings], { cwd: '/', stdio: 'ignore', ...identityOptions(runAs) });
  await untilItAnswers(child, { ...server, port });
  return { port, stop: () => stop(child) };
}

async function untilItAnswers(child: ChildProcess, through: DatabaseConnection): Promise<void> {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end && child.exitCode === null;) {
    const isReady = await query(through, 'SELECT 1').then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
  await stop(child);
  throw new Error('PgBouncer did not become ready.');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  // It waits for its clients; none of a test's is of use any more.
  child.kill('SIGTERM');
  await ended;
}
