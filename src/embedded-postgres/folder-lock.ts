import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDurably, makeFolder, writeDurably } from './durable-file.js';
import { EmbeddedPostgresError, errnoOf, withFolderErrors } from './embedded-postgres-error.js';
import { type LauncherLog } from './launcher-log.js';
import { type ProcessIdentity, readOwnIdentity, readProcessState } from './process-info.js';

/** Exclusive use of a folder by one process. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Contents of a lock file. `released` marks a lock that its holder gave up in good order. */
interface LockRecord extends ProcessIdentity {
  readonly since: string;
  readonly released?: boolean;
}

const LOCK_FOLDER = 'lock';
const HEARTBEAT_MS = 5_000;
/** A holder in another container shows its life by the heartbeat only: when three are missed, it is gone. */
const OBSERVED_BEATS = 3.2;

/**
 * Locks `folder` for this process alone, until `release` or the process's end.
 *
 * The locks are numbered files in `folder/lock`, each written once and whole; the highest number counts. A process that finds
 * its holder gone or released makes the next number, which only one can, and deletes the lower ones. Since the highest
 * is never deleted, a slow competitor cannot bring an old number back: it sees a higher one and has lost
 * (docs/adr/operations.md#lock-on-the-data-folder).
 *
 * `heartbeatMs` is for tests.
 *
 * @throws EmbeddedPostgresError `in_use` naming the holder, `not_writable`, `disk_full`
 */
export async function lockFolder(
  folder: string,
  log: LauncherLog,
  heartbeatMs: number = HEARTBEAT_MS,
): Promise<FolderLock> {
  const locks = join(folder, LOCK_FOLDER);
  const record: LockRecord = { ...(await readOwnIdentity()), since: new Date().toISOString() };
  return withFolderErrors(folder, async () => {
    await makeFolder(locks, 0o755);
    for (;;) {
      const top = await findTop(locks);
      if (top > 0) await waitUntilFree(locks, top, record, { log, heartbeatMs });
      const own = top + 1;
      if (!(await createDurably(lockPath(locks, own), serialize(record), 0o644))) continue;
      if ((await findTop(locks)) > own) {
        await rm(lockPath(locks, own), { force: true });
        continue;
      }
      await deleteBelow(locks, own);
      return keepAlive(lockPath(locks, own), record, heartbeatMs);
    }
  });
}

function keepAlive(path: string, record: LockRecord, heartbeatMs: number): FolderLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      await writeDurably(path, serialize({ ...record, released: true }), 0o644);
    },
  };
}

/** Returns when the lock is released or its holder is gone; throws when it is taken. */
async function waitUntilFree(
  locks: string,
  number: number,
  own: LockRecord,
  { log, heartbeatMs }: { readonly log: LauncherLog; readonly heartbeatMs: number },
): Promise<void> {
  const path = lockPath(locks, number);
  const holder = await readRecord(path);
  if (holder === null || holder.released === true) return;
  if (holder.host === own.host && holder.pidNamespace === own.pidNamespace) {
    if (await isRunning(holder)) throw inUse(locks, holder);
    return;
  }
  log.info(`Waiting to see whether process ${holder.pid} on ${holder.host} still uses ${locks}.`);
  const before = await readTime(path);
  await sleep(OBSERVED_BEATS * heartbeatMs);
  const after = await readTime(path);
  // Gone from the list: another process has taken it over meanwhile, which the next round sees.
  if (after !== null && after !== before) throw inUse(locks, holder);
}

/** True while the holder runs. A process id that another process uses again has another start time. */
async function isRunning(holder: LockRecord): Promise<boolean> {
  const now = await readProcessState(holder.pid);
  if (now.state === 'gone') return false;
  return now.startedAt === null || holder.startedAt === null || now.startedAt === holder.startedAt;
}

function inUse(locks: string, holder: LockRecord): EmbeddedPostgresError {
  const who = `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return new EmbeddedPostgresError('in_use', `The data folder is in use by ${who} (${locks}).`);
}

/** Finds the highest number of a lock file, or 0. */
async function findTop(locks: string): Promise<number> {
  return Math.max(0, ...(await listNumbers(locks)));
}

async function deleteBelow(locks: string, number: number): Promise<void> {
  const lower = (await listNumbers(locks)).filter((each) => each < number);
  await Promise.all(lower.map((each) => rm(lockPath(locks, each), { force: true })));
}

async function listNumbers(locks: string): Promise<number[]> {
  return (await readdir(locks)).filter((name) => /^\d{1,15}$/.test(name)).map(Number);
}

/** Reads a lock file; null where it is gone meanwhile, or no lock, which no version of this code writes. */
async function readRecord(path: string): Promise<LockRecord | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockRecord;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    return null;
  }
}

async function readTime(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => null,
  );
}

function lockPath(locks: string, number: number): string {
  return join(locks, String(number));
}

function serialize(record: LockRecord): string {
  return `${JSON.stringify(record)}\n`;
}
