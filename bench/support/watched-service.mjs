// The built service in a process of its own on a PostgreSQL of its own, watched while requests are measured.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apiOf, formOf, freePort, startService } from '../../scripts/support/running-service.mjs';

const { startEmbeddedPostgres } = await import(
  new URL('../../dist/src/embedded-postgres/start-embedded-postgres.js', import.meta.url)
);

/**
 * Runs `work` with the service as `npm start` runs it, an eye on its event loop, and the superuser's connection to its
 * database; ends both afterwards.
 *
 * @param main the built service; by default the one in `dist`
 * @param environment of the service, besides what it needs
 */
export async function withWatchedService(work, { main, environment } = {}) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'quality-gate-bench-'));
  // Under root, the user that runs PostgreSQL must pass through.
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'database') });
  try {
    await serveFrom(postgres.superuser, { dataDir: path.join(dataDir, 'service'), main, environment }, work);
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function serveFrom(superuser, { dataDir, main, environment }, work) {
  const { user, password, host, port, database } = superuser;
  const loopPort = await freePort();
  const service = await startService({
    dataDir,
    ...(main && { main }),
    environment: {
      ...environment,
      DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`,
      NODE_OPTIONS: `--import ${new URL('watch-event-loop.mjs', import.meta.url)}`,
      EVENT_LOOP_PORT: String(loopPort),
    },
  });
  /** Longest turn of the event loop since the last call. */
  const longestTurn = async () => JSON.parse(await send(`http://127.0.0.1:${loopPort}`, { method: 'POST' }));
  try {
    await work({ ...service, superuser, api: apiOf(service), longestTurn });
  } finally {
    await service.stop();
  }
}

/**
 * The longest of several turns. To be judged is what the thread itself worked: on a busy machine the clock also counts
 * others' work.
 */
export function longestOf(turns) {
  const longest = (clock) => Number(Math.max(...turns.map((turn) => turn[clock])).toFixed(1));
  const workedMs = longest('workedMs');
  return { workedMs, text: `longest turn of the event loop ${workedMs} ms, ${longest('clockMs')} ms on the clock` };
}

/** The answer's body where the request succeeded. */
export async function must(answer) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

const agent = new Agent({ keepAlive: true });

/** A report as an upload of a form, made beforehand so that making it costs no time of the measured. */
export async function uploadOf({ url, token }, route, fields, report) {
  const form = new Response(formOf(fields, report));
  const body = Buffer.from(await form.arrayBuffer());
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': form.headers.get('content-type'),
    'content-length': body.length,
  };
  return () => send(`${url}/api${route}`, { method: 'POST', headers, agent }, body);
}

/** The body of the answer, read to its end. */
export function send(url, options = {}, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode < 300) resolve(text);
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

export async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
