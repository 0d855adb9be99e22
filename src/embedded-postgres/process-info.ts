import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from './embedded-postgres-error.js';

const run = promisify(execFile);

/** Names one process for ever: process ids are used again, a pid with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; null when the system does not provide it. */
  readonly startedAt: string | null;
  /** Scope of the pid: the machine's name and the pid namespace (a container has one of its own). */
  readonly host: string;
  readonly pidNamespace: string;
}

/** `gone` includes a process that ended and waits for its parent to notice (a zombie). */
export type ProcessState =
  | { readonly state: 'gone' }
  | { readonly state: 'running'; readonly startedAt: string | null };

export async function readOwnIdentity(): Promise<ProcessIdentity> {
  const own = await readProcessState(process.pid);
  return {
    pid: process.pid,
    startedAt: own.state === 'running' ? own.startedAt : null,
    host: hostname(),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => ''),
  };
}

/** State and start time of a process, as far as this process may see them. */
export async function readProcessState(pid: number): Promise<ProcessState> {
  const seen = process.platform === 'linux' ? await readProcStat(pid) : await readFromPs(pid);
  if (seen !== null) return seen;
  return canSignal(pid) ? { state: 'running', startedAt: null } : { state: 'gone' };
}

async function readProcStat(pid: number): Promise<ProcessState | null> {
  try {
    const [stat, bootId] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ]);
    // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [status = '', startTicks = ''] = [fields[0], fields[19]];
    return 'ZX'.includes(status)
      ? { state: 'gone' }
      : { state: 'running', startedAt: `${bootId.trim()}:${startTicks}` };
  } catch {
    return null;
  }
}

async function readFromPs(pid: number): Promise<ProcessState | null> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', TZ: 'UTC' } });
    const [status = '', ...started] = stdout.trim().split(/\s+/);
    return status.startsWith('Z') ? { state: 'gone' } : { state: 'running', startedAt: started.join(' ') };
  } catch {
    return null;
  }
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** True when `pid` is a PostgreSQL server on this data directory, or recognizably one of its processes. */
export async function isPostgresOn(pid: number, dataDirectory: string): Promise<boolean> {
  const [program = '', ...args] = await readCommandLine(pid);
  // The server keeps its command line; its other processes replace theirs by a title.
  if (basename(program) !== 'postgres' && !program.startsWith('postgres: ')) return false;
  const flag = args.indexOf('-D');
  if (flag >= 0 && resolve(args[flag + 1] ?? '') === dataDirectory) return true;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === dataDirectory;
}

async function readCommandLine(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  }
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim().split(' ');
}
