import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/support/running-service.mjs';
import { residentMb } from './resident-memory.mjs';

/**
 * Runs `qgate-admin verify` beside the service whose data is in `dataDir`.
 *
 * @returns {Promise<{seconds: number, peakMb: number}>}
 * @throws Error with what it said, where it finds a fault
 */
export async function verifyInstallation(dataDir) {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'bin', 'qgate-admin.js'), 'verify'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  let [peakMb, isOver] = [0, false];
  const ended = once(child, 'exit').finally(() => (isOver = true));
  for (; !isOver; await sleep(20)) peakMb = Math.max(peakMb, residentMb(child.pid));
  const [code] = await ended;
  if (code !== 0) throw new Error(said);
  return { seconds: Math.round((performance.now() - started) / 100) / 10, peakMb };
}
