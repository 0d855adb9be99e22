import { randomBytes } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BinariesPackage, findBinariesPackage, type PostgresBinaries, prepareBinaries } from './binaries.js';
import { createDurably, makeFolder } from './durable-file.js';
import { EmbeddedPostgresError, errnoOf, withFolderErrors } from './embedded-postgres-error.js';
import { type RunAs } from './run-program.js';
import { canReach, listUnprivilegedUsers } from './unprivileged-users.js';

/** Location of a data folder's cluster, and the user that runs it. */
export interface ClusterHome {
  /** Holds the cluster and its lock: the data folder itself, unless the user that runs PostgreSQL cannot reach it. */
  readonly folder: string;
  /** The cluster itself, `folder/postgres`. */
  readonly dataDirectory: string;
  readonly runAs: RunAs | null;
  readonly binaries: PostgresBinaries;
}

/** Folder that root uses when the unprivileged user cannot reach the data folder. */
const SHARED_BASE = '/var/lib/quality-gate';
const LOCATION_FILE = 'postgres.location';
/** Folder of the cluster within its home. */
export const CLUSTER_FOLDER = 'postgres';

/** Others may pass through to what is theirs, but not list. */
const PASSABLE = 0o711;
const PRIVATE = 0o700;

/**
 * Decides where the cluster of `dataDir` (real path) lives and who runs it. An ordinary user keeps it in the data
 * folder and runs it. PostgreSQL refuses root, so root runs it as an unprivileged user that exists, and keeps it in
 * the data folder where that user can reach it, else below /var/lib/quality-gate; a file in the data folder names
 * the place. `sharedBase` is for tests.
 */
export async function findClusterHome(dataDir: string, sharedBase: string = SHARED_BASE): Promise<ClusterHome> {
  const source = await findBinariesPackage();
  const recorded = await readLocation(dataDir);
  if (!isRoot()) {
    const folder = recorded ?? dataDir;
    return toHome(folder, null, await prepareBinaries(source, null, join(dataDir, 'bin')));
  }
  const owner = await findOwner(join(recorded ?? dataDir, CLUSTER_FOLDER));
  const candidates = owner === null ? await listUnprivilegedUsers() : [owner];
  const { runAs, binaries } = await chooseUser(candidates, source, sharedBase);
  const folder = recorded ?? ((await canReach(dataDir, runAs)) ? dataDir : await settleElsewhere(dataDir, sharedBase));
  if (!(await canReach(folder, runAs))) {
    throw new EmbeddedPostgresError(
      'unreachable',
      `The user ${runAs.user}, who runs PostgreSQL, cannot reach ${folder}.`,
    );
  }
  return toHome(folder, runAs, binaries);
}

/** Makes the data folder when it is missing; returns its real path. */
export function prepareDataDir(dataDir: string): Promise<string> {
  return withFolderErrors(dataDir, async () => {
    await makeFolder(dataDir, isRoot() ? PASSABLE : PRIVATE);
    return realpath(dataDir);
  });
}

function toHome(folder: string, runAs: RunAs | null, binaries: PostgresBinaries): ClusterHome {
  return { folder, dataDirectory: join(folder, CLUSTER_FOLDER), runAs, binaries };
}

async function chooseUser(
  candidates: readonly RunAs[],
  source: BinariesPackage,
  sharedBase: string,
): Promise<{ runAs: RunAs; binaries: PostgresBinaries }> {
  for (const runAs of candidates) {
    try {
      return { runAs, binaries: await prepareBinaries(source, runAs, sharedBase) };
    } catch (error) {
      // A user namespace (rootless containers) need not know every account; another may do.
      if (!['EPERM', 'EINVAL'].includes(errnoOf(error))) throw error;
    }
  }
  const tried = candidates.map(({ user }) => user).join(', ');
  const message = `There is no account to run PostgreSQL as${tried === '' ? '' : `: root cannot switch to ${tried}`}.`;
  throw new EmbeddedPostgresError('no_unprivileged_user', message);
}

/** The user that owns an existing cluster; null when there is none, or root's (a restored copy, handed over later). */
async function findOwner(dataDirectory: string): Promise<RunAs | null> {
  const found = await stat(dataDirectory).catch(() => null);
  return found === null || found.uid === 0 ? null : { user: `of uid ${found.uid}`, uid: found.uid, gid: found.gid };
}

/**
 * The name is random, never derived from the data folder's path: a data folder that was deleted and created again must
 * not find its predecessor's data.
 */
async function settleElsewhere(dataDir: string, sharedBase: string): Promise<string> {
  const folder = join(sharedBase, `${basename(dataDir).replace(/^\.+/, '')}-${randomBytes(6).toString('hex')}`);
  const note = `This folder contains the PostgreSQL data of the quality gate with DATA_DIR ${dataDir}.\n`;
  const settle = async () => {
    await makeFolder(folder, PASSABLE);
    await createDurably(join(folder, 'OWNER'), note, 0o644);
  };
  await withFolderErrors(sharedBase, settle, 'unreachable');
  const text = `The PostgreSQL data of this folder is stored where the user that runs PostgreSQL can reach it:\n${folder}\n`;
  await withFolderErrors(dataDir, () => createDurably(join(dataDir, LOCATION_FILE), text, 0o644));
  // Another process may have settled first; its place counts.
  return (await readLocation(dataDir)) ?? folder;
}

/** Folder that a file in the data folder names as its cluster's home; null where the data folder is that itself. */
export async function readLocation(dataDir: string): Promise<string | null> {
  const file = join(dataDir, LOCATION_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const folder = text.split('\n').find((line) => line.startsWith('/')) ?? '';
  const exists = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!exists) {
    throw new EmbeddedPostgresError(
      'cluster_missing',
      `${file} says that the data is in ${folder}, but it is not there.`,
    );
  }
  return folder;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
