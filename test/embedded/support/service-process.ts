import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type SuperuserConnection } from '../../../src/embedded-postgres/start-embedded-postgres.js';

/** Output of `service.ts` when it serves, or when it gives up. */
export interface ServiceReport {
  readonly superuser: SuperuserConnection;
  readonly postmasterPid: number;
  readonly dataDirectory: string;
  readonly code?: string;
  readonly message?: string;
}

/** A separate Node process that runs the launcher, so that a test can kill it. */
export interface ServiceProcess {
  readonly pid: number;
  readonly report: Promise<ServiceReport>;
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface ServiceProcessOptions {
  readonly then?: 'serve' | 'exit';
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly env?: NodeJS.ProcessEnv;
}

const running = new Set<ChildProcess>();

export function startServiceProcess(dataDir: string, options: ServiceProcessOptions = {}): ServiceProcess {
  const runner = join(__dirname, 'run-typescript.cjs');
  const child = spawn(process.execPath, [runner, join(__dirname, 'service.ts'), dataDir, options.then ?? 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
    ...options.user,
  });
  running.add(child);
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const report = new Promise<ServiceReport>((resolve, reject) => {
    createInterface({ input: child.stdout })
      .once('line', (line) => resolve(JSON.parse(line) as ServiceReport))
      .once('close', () => reject(new Error('The service process ended without a word.')));
  });
  report.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    report,
    exited,
    kill: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

/** For a test that failed half way: none of its processes stays. */
export async function killServiceProcesses(): Promise<void> {
  for (const child of running) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
  }
}
