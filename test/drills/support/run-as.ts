import { spawn } from 'node:child_process';
import { type FinishedProgram, identityOptions, type RunAs } from '../../../src/embedded-postgres/run-program.js';

/** Runs a program to its end as another account, with nothing in its environment but PATH and what is given. */
export function runAs(
  file: string,
  args: readonly string[],
  account: RunAs | null,
  environment: NodeJS.ProcessEnv,
): Promise<FinishedProgram> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin', LC_ALL: 'C.UTF-8', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identityOptions(account),
    });
    let output = '';
    const keep = (chunk: string) => (output += chunk);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
}
