import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SILENT_LOG } from '../../src/embedded-postgres/launcher-log.js';
import { clearOrphan } from '../../src/embedded-postgres/orphan.js';
import { ApiClient } from './api-client.js';
import { buildPackage } from './built-package.js';

/** Exit of a process. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type Environment = Readonly<Record<string, string>>;

/** For services that many tests ask from one address. */
export const GENEROUS_LIMITS: Environment = {
  RATE_LIMIT_DEFAULT: '100000',
  RATE_LIMIT_LOGIN: '10000',
  RATE_LIMIT_ANONYMOUS: '100000',
  RATE_LIMIT_UPLOAD: '100000',
};

/** Long enough for a machine under load; a start that works takes a fraction. */
const READY_WITHIN_MS = 100_000;
const POLL_MS = 20;
const LAST_WORDS_MS = 200;
/** Its last part ends with a blank line: then all of the welcome is there. */
const WELCOME = /^Quality gate is ready at (\S+)[^]*^Push a first scan[^]*?\n\n/m;

const running = new Set<BuiltService>();
const dataDirs = new Set<string>();
const scratchFolders = new Set<string>();

/** The built service in a process of its own, as its users run it. */
export class BuiltService {
  /** Output so far: log and welcome on standard output, refusals to start on standard error. */
  stdout = '';
  stderr = '';
  readonly pid: number;
  readonly exited: Promise<ProcessEnd>;

  private constructor(private readonly child: ChildProcess) {
    this.pid = child.pid ?? 0;
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.exited = waitForEnd(child);
    running.add(this);
    void this.exited.finally(() => running.delete(this));
  }

  /**
   * Runs the service with nothing in its environment but what is given; `PORT` 0 and this machine only by default.
   *
   * @param entry file of another build than that of these sources
   */
  static async spawn(environment: Environment, entry?: string): Promise<BuiltService> {
    const service = entry ?? (await buildPackage()).service;
    return new BuiltService(
      spawn(process.execPath, [service], {
        cwd: tmpdir(),
        env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', SHUTDOWN_DELAY_MS: '0', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Runs the service and waits until it is ready; throws with all that it printed when it ends instead. */
  static async start(environment: Environment, entry?: string): Promise<BuiltService> {
    const service = await BuiltService.spawn(environment, entry);
    for (const end = Date.now() + READY_WITHIN_MS; running.has(service) && Date.now() < end;) {
      if (WELCOME.test(service.stdout)) return service;
      await sleep(POLL_MS);
    }
    await service.end('SIGTERM');
    throw new Error(`The service is not ready.\n${service.stdout}\n${service.stderr}`);
  }

  /** As it printed it, e.g. `http://localhost:34567`. */
  get url(): string {
    const url = WELCOME.exec(this.stdout)?.[1];
    if (url === undefined) throw new Error(`The service did not say where it is: ${this.stdout}`);
    return url;
  }

  /** A caller without credentials. */
  get anonymous(): ApiClient {
    return new ApiClient(this.url, {});
  }

  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd> {
    this.child.kill(signal);
    return this.exited;
  }
}

/** A new folder that `cleanUpServices` deletes. */
export async function aScratchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quality-gate-service-'));
  // Under root, the user that runs PostgreSQL must pass through.
  await chmod(folder, 0o711);
  scratchFolders.add(folder);
  return folder;
}

/** A data folder, not made yet, that `cleanUpServices` clears away with whatever still runs on it. */
export async function aDataDir(): Promise<string> {
  const dataDir = path.join(await aScratchFolder(), 'data');
  dataDirs.add(dataDir);
  return dataDir;
}

/** The server process of a data folder's embedded PostgreSQL; null when none is recorded. */
export async function postmasterOf(dataDir: string): Promise<number | null> {
  const text = await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  return text === '' ? null : Number.parseInt(text, 10);
}

/** Ends, by their process ids, whatever a test file started, and deletes its folders. To be called after all tests. */
export async function cleanUpServices(): Promise<void> {
  for (const service of running) await service.end('SIGTERM');
  for (const dataDir of dataDirs) await clearOrphan(path.join(dataDir, 'postgres'), SILENT_LOG);
  for (const folder of scratchFolders) await rm(folder, { recursive: true, force: true });
  dataDirs.clear();
  scratchFolders.clear();
}

function waitForEnd(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const finish = () => resolve({ code, signal });
      child.once('close', finish);
      // A PostgreSQL that outlives a killed service must not keep its end from being seen.
      setTimeout(finish, LAST_WORDS_MS).unref();
    });
  });
}
