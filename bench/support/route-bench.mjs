// Shared by the benches of single routes: a throwaway PostgreSQL with one scan many times over, servers and their load in
// processes of their own, and the report.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { scaled } from './scale.mjs';

/** Every one is requested before anything is measured: how long a first time takes shows where nothing is cached. */
const SCANS = scaled(2_000);
const WARM_UP_SECONDS = scaled(3);
const STEADY_RATE = 1_000;
const PASSWORD = 'a password for measurements';

const built = (name) => import(new URL(`../../dist/${name}.js`, import.meta.url));
const { startThrowawayPostgres } = await built('src/embedded-postgres/start-throwaway-postgres');
const { prepareDatabase } = await built('src/platform/database/prepare-database');
const { appConnection } = await built('src/platform/database/connection');
const { MIGRATIONS } = await built('ormconfig');

/** Builds of before retention and pages answer without these fields. */
const withoutNewer = (body) =>
  body.replace(',"details_expired_at":null', '').replace(/,"direction":(?:null|"\w+")/, '');

/**
 * Measures contestants on one throwaway PostgreSQL, one after the other, in each round in another order, and prints a table.
 * Figures are medians over the rounds; a ratio is the median of the ratios to the first contestant within one round.
 *
 * @param isOneAnswer all contestants have to answer the same bytes
 * @param contestantsOf the contestants by name, each `{ server, ask }`, given `{ admin, database, world, serviceOn }`
 */
export async function compareRoutes({ rounds, seconds, isOneAnswer = false }, contestantsOf) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'quality-gate-bench-'));
  const postgres = await startThrowawayPostgres();
  try {
    const admin = { ...postgres.superuser, ssl: false };
    const database = appConnection(admin);
    /** @param dist of the build to measure; by default this one */
    const serviceOn = (more = {}) => ({ kind: 'service', database, dataDir, password: PASSWORD, ...more });
    await prepareDatabase(admin, MIGRATIONS);
    const world = await seed(admin, serviceOn());
    const contestants = contestantsOf({ admin, database, world, serviceOn });
    const measured = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const name of rotate(Object.keys(contestants), round)) {
        const { server, ask, ...more } = contestants[name];
        const figures = await measure(server, { ...ask, ids: world.ids }, { seconds, ...more });
        measured[name].push(figures);
        process.stderr.write(`${round + 1}/${rounds} ${name}: ${describe(figures)}\n`);
      }
    const answers = new Set(
      Object.values(measured).flatMap((figures) => figures.map(({ body }) => withoutNewer(body))),
    );
    if (isOneAnswer && answers.size > 1)
      throw new Error(`The contestants answer differently: ${[...answers].join(' | ')}`);
    report(measured);
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** One verdict, made through the API, for as many scans; the same bodies as plain text for the bare server. */
async function seed(admin, service) {
  const server = await start(service);
  const call = async (method, route, body, headers) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/api${route}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { access_token: token } = await call('POST', '/auth/login', {
    email: 'admin@example.test',
    password: PASSWORD,
  });
  const headers = { authorization: `Bearer ${token}` };
  const { key } = await call('POST', '/api-keys', { name: 'ci', role: 'MEMBER' }, headers);
  await call('POST', '/quality/gates/waivers', { rule: 'rating_min', reason: 'until the rewrite' }, headers);
  const { id } = await call('POST', '/scans', { repo: 'acme/web', branch: 'feature/login', pr_number: 7 }, headers);
  await call('POST', `/scans/${id}/complete`, { metrics: { duplication_pct: 4.2 } }, headers);
  const body = await call('GET', `/quality/gates/status/${id}`, undefined, headers);
  await server.stop();
  return { key, token, ids: await multiply(admin, id, JSON.stringify(body)) };
}

/** Copies the scan and its evaluation; answers the ids of the copies, which follow each other. */
async function multiply(admin, scanId, body) {
  const client = new pg.Client(admin);
  await client.connect();
  const columnsOf = async (table, without) => {
    const { rows } = await client.query(
      `SELECT string_agg(quote_ident(attname), ', ') AS columns FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL ($2)`,
      [table, without],
    );
    return rows[0].columns;
  };
  const scanColumns = await columnsOf('scans', ['id']);
  const { rows } = await client.query(
    `INSERT INTO scans (${scanColumns}) SELECT ${scanColumns} FROM scans, generate_series(1, $2)
     WHERE id = $1 RETURNING id::int`,
    [scanId, SCANS],
  );
  const first = Math.min(...rows.map(({ id }) => id));
  const evaluationColumns = await columnsOf('evaluations', ['scan_id', 'verdict']);
  await client.query(
    `INSERT INTO evaluations (scan_id, verdict, ${evaluationColumns})
     SELECT copy, replace(verdict::text, $4, '"scan_id":' || copy)::json, ${evaluationColumns}
     FROM evaluations, generate_series($2::int, $3) AS copy WHERE scan_id = $1`,
    [scanId, first, first + SCANS - 1, `"scan_id":${scanId}`],
  );
  await client.query(`CREATE TABLE bench_bodies (id bigint PRIMARY KEY, body text NOT NULL)`);
  await client.query(
    `INSERT INTO bench_bodies SELECT copy, replace($1, $4, '"scan_id":' || copy) FROM generate_series($2::int, $3) AS copy`,
    [body, first, first + SCANS - 1, `"scan_id":${scanId}`],
  );
  await client.query('GRANT SELECT ON bench_bodies TO qg_app');
  await client.query('VACUUM ANALYZE');
  await client.end();
  return { first, count: SCANS };
}

/** Full load, then a steady rate, each on the same server after a warm-up. */
async function measure(wanted, ask, { seconds, during = idle }) {
  const server = await start(wanted);
  try {
    const load = (more) => run('route-load.mjs', { ...ask, port: server.port, ...more });
    const answer = await fetch(`http://127.0.0.1:${server.port}${ask.path}/${ask.ids.first}`, {
      headers: ask.headers ?? {},
    });
    const body = await answer.text();
    await during(() => load({ seconds: WARM_UP_SECONDS, isInOrder: true }));
    const full = await during(() => load({ seconds }));
    const steady = await during(() => load({ seconds, rate: STEADY_RATE }));
    const failures = full.failures + steady.failures;
    if (failures > 0) throw new Error(`${failures} answers were not 200.`);
    return { body, perSecond: full.perSecond, p99Full: full.p99, p50Steady: steady.p50, p99Steady: steady.p99 };
  } finally {
    await server.stop();
  }
}

function launch(script, argument) {
  const file = new URL(script, import.meta.url).pathname;
  return spawn(process.execPath, [file, JSON.stringify(argument)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function start(wanted) {
  const child = launch('route-server.mjs', wanted);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise((resolve, reject) => {
    lines.once('line', (line) => resolve(Number(line)));
    void ended.then(() => reject(new Error('The server ended before it listened.')));
  });
  return {
    port,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function run(script, argument) {
  const child = launch(script, argument);
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return JSON.parse(text);
}

function report(measured) {
  const yardstick = Object.keys(measured)[0];
  const columns = {
    'requests/s': (name) => Math.round(median(measured[name].map(({ perSecond }) => perSecond))),
    'of bare': (name) => ratio(name, ({ perSecond }) => perSecond),
    'p99 full, ms': (name) => figure(median(measured[name].map(({ p99Full }) => p99Full))),
    [`p50 at ${STEADY_RATE}/s`]: (name) => figure(median(measured[name].map(({ p50Steady }) => p50Steady))),
    [`p99 at ${STEADY_RATE}/s`]: (name) => figure(median(measured[name].map(({ p99Steady }) => p99Steady))),
    'p99 of bare': (name) => ratio(name, ({ p99Steady }) => p99Steady),
  };
  const ratio = (name, of) =>
    figure(median(measured[name].map((figures, round) => of(figures) / of(measured[yardstick][round]))));
  console.log(`| | ${Object.keys(columns).join(' | ')} |\n|---|${'---:|'.repeat(Object.keys(columns).length)}`);
  for (const name of Object.keys(measured))
    console.log(
      `| ${name} | ${Object.values(columns)
        .map((column) => column(name))
        .join(' | ')} |`,
    );
}

/** Nothing else happens. */
const idle = (work) => work();

const describe = ({ perSecond, p99Steady }) =>
  `${Math.round(perSecond)} requests/s, p99 at ${STEADY_RATE}/s ${figure(p99Steady)} ms`;
const figure = (number) => number.toFixed(2);
const rotate = (list, by) => list.map((_, index) => list[(index + by) % list.length]);

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
