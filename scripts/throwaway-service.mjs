// Launches a service with an empty database for a script.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './support/running-service.mjs';

const READY_WITHIN_MS = 240_000;
const STOPPED_WITHIN_MS = 20_000;

/**
 * Launches the service on a free port of the loopback interface, its data below `scratch`.
 *
 * @param env its environment beside address, data and administrator
 * @returns its address; the administrator's `email` and `password`; `signIn`, which waits until it is ready and gives an administrator's token, or throws with the end
 *   of its log; and `stop`, which ends it
 */
export async function launchThrowawayService({ root, scratch, env }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const email = 'admin@example.com';
  const password = randomBytes(18).toString('base64url');
  const log = [];
  const service = spawn(process.execPath, [path.join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env: {
      ...env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: path.join(scratch, 'data'),
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: password,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [service.stdout, service.stderr]) {
    stream.on('data', (chunk) => {
      log.push(String(chunk));
      log.splice(0, log.length - 100);
    });
  }
  const signIn = async () => {
    for (const deadline = Date.now() + READY_WITHIN_MS; !(await isReady(url)); await sleep(250)) {
      if (hasEnded(service)) throw new Error(`the service ended before it was ready:\n${log.join('')}`);
      if (Date.now() > deadline) throw new Error(`the service was not ready in time:\n${log.join('')}`);
    }
    return logIn(url, email, password);
  };
  return { url, email, password, signIn, stop: () => end(service) };
}

const hasEnded = (service) => service.exitCode !== null || service.signalCode !== null;

async function end(service) {
  if (hasEnded(service)) return;
  const ended = new Promise((resolve) => service.once('exit', () => resolve(true)));
  service.kill('SIGTERM');
  if (!(await Promise.race([ended, sleep(STOPPED_WITHIN_MS, false, { ref: false })]))) service.kill('SIGKILL');
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

async function logIn(url, email, password) {
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`signing in failed with status ${response.status}.`);
  return (await response.json()).access_token;
}
