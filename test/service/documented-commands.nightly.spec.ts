import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { STARTED } from './support/started-commands.js';

const ROOT = path.join(__dirname, '../..');

/** Words of what a command shows. */
const PRINTED: Readonly<Record<string, readonly RegExp[]>> = {
  demo: [
    /^main: passed {2}http/m,
    /^feature\/refunds: failed {2}http/m,
    /^It breaks new_high_max: 1,/m,
    /^It breaks new_coverage_min: /m,
    /^Moved to src\/pricing\/rules\.js and therefore not new: /m,
    /^No test runs \d+ places of src\/refund\.js\.$/m,
  ],
};

const SHORT = { ...process.env, BENCH_SCALE: '0.01', NODE_ENV: undefined, JEST_WORKER_ID: undefined };

/** Ten times what the longest takes on an idle machine. */
const TIMEOUT_MS = 480_000;

/** Runs an npm script with all that it starts in a group of its own, so that nothing outlives the test. */
async function runScript(name: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
    cwd: ROOT,
    env: SHORT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), TIMEOUT_MS - 5_000);
  await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, output };
}

describe('the commands that documents name', () => {
  for (const [name, args] of Object.entries(STARTED)) {
    it.concurrent(
      `npm run ${name} runs`,
      async () => {
        const { code, output } = await runScript(name, args);
        expect(code === 0 ? '' : output).toBe('');
        expect(output.trim()).not.toBe('');
        for (const part of PRINTED[name] ?? []) expect(output).toMatch(part);
      },
      TIMEOUT_MS,
    );
  }
});
