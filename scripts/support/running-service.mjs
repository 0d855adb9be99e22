// A built service with an empty database of its own, for commands that check or measure it.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const root = path.dirname(path.dirname(import.meta.dirname));
const built = path.join(root, 'dist', 'src', 'main.js');
export const EMAIL = 'admin@example.test';
export const PASSWORD = 'only for this one run';
const READY_WITHIN_MS = 120_000;
/** As `npm start` and the image run it. */
const LAUNCH_OPTIONS = ['--v8-pool-size=1'];

/** A folder of its own; under root the service's PostgreSQL runs as another user, who has to get through to it. */
export function scratchFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-run-'));
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * Starts the service and signs in.
 *
 * @param dataDir where its data is; by default a folder that `stop` removes
 * @param main the built service; by default the one in `dist`
 * @returns {Promise<{url: string, token: string, pid: number, readyAfterMs: number, stop: () => Promise<void>}>}
 */
export async function startService({ dataDir, environment = {}, main = built } = {}) {
  if (!existsSync(main)) throw new Error('The service is not built: npm run build.');
  const folder = dataDir ?? scratchFolder();
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [...LAUNCH_OPTIONS, main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      // The first sign-in is for the people of this machine, not for a service that is thrown away.
      XDG_STATE_HOME: path.join(folder, 'state'),
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: String(port),
      ADMIN_EMAIL: EMAIL,
      ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'error',
      RATE_LIMIT_DEFAULT: '1000000',
      RATE_LIMIT_STATUS: '1000000',
      RATE_LIMIT_UPLOAD: '1000000',
      MAX_CONNECTIONS_PER_ADDRESS: '100000',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    if (!dataDir) rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, child);
    const readyAfterMs = performance.now() - started;
    const answer = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
    });
    return { url, token: (await answer.json()).access_token, pid: child.pid, readyAfterMs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A caller of the service's API: `api(method, path, body)` answers `{status, body}`. */
export function apiOf({ url, token }) {
  return async (method, route, body) => {
    const isJson = body !== undefined && !(body instanceof FormData);
    const response = await fetch(`${url}/api${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(isJson && { 'content-type': 'application/json' }) },
      body: isJson ? JSON.stringify(body) : body,
    });
    return { status: response.status, body: await response.json() };
  };
}

/** A multipart form with a `file`. */
export function formOf(fields, bytes) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  form.append('file', new Blob([bytes]), 'report');
  return form;
}

async function untilReady(url, child) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The service ended with code ${child.exitCode}.`);
    const answer = await fetch(`${url}/api/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await sleep(5);
  }
  throw new Error('The service did not become ready.');
}

/** A port of the loopback interface that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
