import { randomBytes } from 'node:crypto';
import { chown, lchown, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterHome } from './cluster-home.js';
import { syncFolder } from './durable-file.js';
import { EmbeddedPostgresError, errnoOf, withFolderErrors } from './embedded-postgres-error.js';
import { type LauncherLog } from './launcher-log.js';
import { type RunAs, runProgram } from './run-program.js';
import { codeOfServerOutput, lastLines } from './server-output.js';

/** The cluster's superuser, which makes the service's own roles. */
export const SUPERUSER = 'postgres';

/** Folders of unfinished `initdb` runs; a finished one is renamed to the cluster's own name. */
const DRAFT_PREFIX = 'postgres.unfinished-';

export interface ClusterOptions {
  readonly password: string;
  /** The password file was missing: an existing cluster gets the new password. */
  readonly isNewPassword: boolean;
  /** True when the new cluster must survive a crash of the machine. */
  readonly isDurable: boolean;
  readonly log: LauncherLog;
}

/**
 * Ensures that a whole cluster of this server's version is in `home.dataDirectory`. The caller has the lock. `initdb`
 * works in a draft folder, so an interrupted run leaves a draft, never half a cluster. Nothing but drafts is ever
 * deleted.
 */
export async function ensureCluster(home: ClusterHome, options: ClusterOptions): Promise<void> {
  await withFolderErrors(home.folder, async () => {
    await deleteDrafts(home.folder);
    const files = await readdir(home.dataDirectory).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (files !== null && files.length > 0) return openCluster(home, files, options);
    if (files !== null) await rmdir(home.dataDirectory);
    await createCluster(home, options);
  });
}

async function openCluster(home: ClusterHome, files: readonly string[], options: ClusterOptions): Promise<void> {
  const { dataDirectory, binaries, runAs } = home;
  if (!files.includes('PG_VERSION') || !(await exists(join(dataDirectory, 'global', 'pg_control')))) {
    const message = `${dataDirectory} is not empty and does not contain a complete PostgreSQL cluster.`;
    throw new EmbeddedPostgresError('not_a_cluster', message);
  }
  const found = (await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8')).trim();
  if (found !== binaries.major) {
    const message = `${dataDirectory} was written by PostgreSQL ${found}; this release includes ${binaries.version}.`;
    throw new EmbeddedPostgresError('other_version', message);
  }
  if (runAs !== null && (await stat(dataDirectory)).uid === 0) {
    options.log.info(`Making the user ${runAs.user}, who runs PostgreSQL, the owner of ${dataDirectory}.`);
    await handOver(dataDirectory, runAs);
  }
  if (options.isNewPassword) await resetPassword(home, options);
}

async function createCluster(home: ClusterHome, options: ClusterOptions): Promise<void> {
  const { binaries, runAs } = home;
  options.log.info(`First start: creating a PostgreSQL ${binaries.version} cluster in ${home.dataDirectory}.`);
  const draft = join(home.folder, `${DRAFT_PREFIX}${randomBytes(6).toString('hex')}`);
  const cluster = join(draft, 'cluster');
  const passwordFile = join(draft, 'password');
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (runAs !== null) await Promise.all([draft, passwordFile].map((path) => chown(path, runAs.uid, runAs.gid)));
    const result = await runProgram(binaries.initdb, initdbArguments(cluster, passwordFile, options.isDurable), {
      runAs,
    });
    if (result.code !== 0) {
      const code = codeOfServerOutput(result.output) ?? 'init_failed';
      const ending = result.signal ?? `exit code ${String(result.code)}`;
      throw new EmbeddedPostgresError(code, `initdb failed (${ending}):\n${lastLines(result.output)}`);
    }
    await rename(cluster, home.dataDirectory);
    if (options.isDurable) await syncFolder(home.folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Arguments for `initdb`. Text is UTF-8 and sorts by code point, by a provider that PostgreSQL brings itself: indexes then
 * survive a change of the system's C library or ICU.
 */
function initdbArguments(cluster: string, passwordFile: string, isDurable: boolean): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    ...(isDurable ? [] : ['--no-sync']),
  ];
}

/** Sets a new password in single-user mode, since nobody knows the old one. */
async function resetPassword(home: ClusterHome, { password, log }: ClusterOptions): Promise<void> {
  log.warn(`The superuser's password file was missing; the cluster in ${home.dataDirectory} gets a new password.`);
  const { code, output } = await runProgram(
    home.binaries.postgres,
    ['--single', '-D', home.dataDirectory, 'postgres'],
    {
      runAs: home.runAs,
      input: `ALTER ROLE ${SUPERUSER} PASSWORD '${password}'\n`,
    },
  );
  if (code !== 0 || output.includes('ERROR:')) {
    throw new EmbeddedPostgresError(
      codeOfServerOutput(output) ?? 'start_failed',
      `Setting a password failed:\n${lastLines(output)}`,
    );
  }
}

/** Deletes drafts as far as possible: an `initdb` that outlived its parent may still write into one; the next start deletes it. */
async function deleteDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(DRAFT_PREFIX));
  await Promise.all(
    drafts.map((name) => rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)),
  );
}

async function handOver(path: string, runAs: RunAs): Promise<void> {
  await lchown(path, runAs.uid, runAs.gid);
  if (!(await stat(path)).isDirectory()) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) await handOver(inner, runAs);
    else await lchown(inner, runAs.uid, runAs.gid);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
