import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.js';
import { type LauncherLog } from './launcher-log.js';
import { isPostgresOn, readProcessState } from './process-info.js';

const POLL_MS = 20;

/** Signals that end an orphan, each with the time that it is given. */
const ESCALATION: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 6_000],
  ['SIGKILL', 6_000],
];

/**
 * Clears the way for a new server on `dataDirectory`; the caller owns the folder's lock. A server that outlived its
 * service (kill -9) is stopped in good order, so that the new one is our own child, with our settings and our eye on
 * its end. A `postmaster.pid` whose number now belongs to another program is deleted: PostgreSQL would take that
 * program for a server and refuse for ever.
 */
export async function clearOrphan(dataDirectory: string, log: LauncherLog): Promise<void> {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const pid = await readPid(pidFile);
  if (pid === null) return;
  if (await isPostgresOn(pid, dataDirectory)) {
    log.info(`Stopping the PostgreSQL (process ${pid}) that an earlier run left behind.`);
    await stopOrphan(pid, dataDirectory);
  }
  // A server that ended in good order has deleted its file, and one that was killed is still listed in it: its shared
  // memory block shows PostgreSQL whether processes of it remain. Only a number without meaning is deleted.
  if (await isStrangersNumber(pid, dataDirectory)) await rm(pidFile, { force: true });
}

async function stopOrphan(pid: number, dataDirectory: string): Promise<void> {
  for (const [signal, waitMs] of ESCALATION) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errnoOf(error) === 'ESRCH') return;
      const message = `PostgreSQL (process ${pid}) runs on ${dataDirectory} and cannot be stopped by this user.`;
      throw new EmbeddedPostgresError('in_use', message, { cause: error });
    }
    const end = Date.now() + waitMs;
    while (Date.now() < end) {
      if ((await readProcessState(pid)).state === 'gone') return;
      await sleep(POLL_MS);
    }
  }
}

/**
 * True when the number in the pid file blocks a new server without naming an old one: it is another program's, or a
 * zombie's, and no process of the old server is left.
 */
async function isStrangersNumber(pid: number, dataDirectory: string): Promise<boolean> {
  if (!isTaken(pid) || (await isPostgresOn(pid, dataDirectory))) return false;
  const others = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const remaining = await Promise.all(others.map((other) => isPostgresOn(other, dataDirectory)));
  return !remaining.includes(true);
}

/** True for any process with that number, even a zombie, as PostgreSQL sees it. */
function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

async function readPid(pidFile: string): Promise<number | null> {
  const text = await readFile(pidFile, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return '';
    throw error;
  });
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}
