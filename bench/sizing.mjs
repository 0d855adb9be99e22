/**
 * Measures what an installation of one machine takes when it holds 100,000, a million and ten million findings: processor time of a
 * scan and of an open dashboard, memory of the service and of PostgreSQL, disk, times of reads, and `qgate-admin verify`.
 *
 *   npm run build && npm run bench:sizing [-- --findings 100000]
 *
 * They are uploaded as a pipeline does: a judged scan of 10,000 findings for each repository, or of more where it would take over a
 * hundred repositories. `--findings` names one size.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { apiOf, EMAIL, formOf, PASSWORD, scratchFolder, startService } from '../scripts/support/running-service.mjs';
import { sarifOf } from './findings-generator.mjs';
import { median, percentiles } from './support/figures.mjs';
import { memoryMb, processorSeconds } from './support/processes.mjs';
import { residentMb } from './support/resident-memory.mjs';
import { scaled } from './support/scale.mjs';
import { verifyInstallation } from './support/verify-installation.mjs';
import { must, timed } from './support/watched-service.mjs';

const { values: options } = parseArgs({ options: { findings: { type: 'string' } } });
const SIZES = options.findings ? [Number(options.findings)] : [100_000, 1_000_000, 10_000_000];
/** Of a scan that is measured. */
const FINDINGS = scaled(10_000, 20);
const MOST_REPOSITORIES = 100;
const FINDINGS_PER_FILE = 20;
/** Of the files, that each scan changes. */
const CHANGED_SHARE = 0.005;
const MEASURED_SCANS = 20;
const ROUNDS = 25;
const DASHBOARDS = 100;
/** Those of one session; the service lets one wait with a hundred requests. */
const DASHBOARDS_OF_SESSION = 50;
const DASHBOARDS_MS = scaled(60_000, 1_000);
const OVERVIEW_EVERY_MS = 30_000;
const IDLE_SECONDS = 0.05;
const MOST_TRIES = 20;
const PAUSE_MS = 2_000;

const rows = {};
for (const findings of SIZES) {
  rows[findings] = await measure(scaled(findings));
  console.log(JSON.stringify(rows[findings]));
}
console.table(rows);

async function measure(findings) {
  const repositories = Math.min(MOST_REPOSITORIES, Math.ceil(findings / FINDINGS));
  const dataDir = scratchFolder();
  const service = await startService({ dataDir });
  try {
    const api = apiOf({ url: service.url, token: await keyOf(service) });
    const pids = { service: service.pid, database: postmasterOf(dataDir) };
    const report = sarifOf(Math.round(findings / repositories), false);
    let scan = 0;
    for (let at = 0; at < repositories; at += 1) {
      scan = await push(api, `stored-${at}`, report);
      if ((at + 1) % 10 === 0) console.log(`${at + 1} of ${repositories} repositories have a scan.`);
    }
    await untilIdle(pids);
    const figures = {
      ...(await costOfScans(api, pids)),
      ...(await costOfDashboards(service, pids)),
      ...(await timesOfReads(api, scan)),
    };
    await untilIdle(pids);
    const verified = await verifyInstallation(dataDir);
    return {
      repositories,
      ...figures,
      'disk, MB': await databaseMb(service),
      'verify, s': verified.seconds,
      'verify, MB': verified.peakMb,
    };
  } finally {
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A key, which outlives the session of the sign-in. */
async function keyOf(service) {
  return (await must(apiOf(service)('POST', '/api-keys', { name: 'bench', role: 'ORG_ADMIN' }))).key;
}

/** Process that started all others of the service's own PostgreSQL. */
function postmasterOf(dataDir) {
  return Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
}

async function push(api, repo, report) {
  const post = (route, body) => repeated(() => api('POST', route, body));
  const { scan_id: scan } = await post('/scans', { repo: `acme/${repo}`, branch: 'main' });
  await post(`/scans/${scan}/findings`, formOf({}, report));
  await post(`/scans/${scan}/complete`, {});
  return scan;
}

/** A request that is repeated when the service is too busy, as a pipeline does. */
async function repeated(request) {
  for (let tries = 1; ; tries += 1) {
    const answer = await request();
    if (answer.status !== 503 || tries === MOST_TRIES) return must(answer);
    await sleep(PAUSE_MS);
  }
}

/** Processor time of a scan in milliseconds, its time on the clock, and the most memory meanwhile. */
async function costOfScans(api, pids) {
  await push(api, 'measured', sarifOf(FINDINGS, false));
  const changes = Math.max(1, Math.round((FINDINGS / FINDINGS_PER_FILE) * CHANGED_SHARE));
  const changedIn = (version) => (at) => Math.floor(at / FINDINGS_PER_FILE / changes) < version;
  const reports = Array.from({ length: MEASURED_SCANS }, (_, at) => sarifOf(FINDINGS, changedIn(at + 1)));
  const times = [];
  let peakMb = 0;
  const used = await processorOf(pids, async () => {
    for (const report of reports) {
      times.push(await timed(() => push(api, 'measured', report)));
      peakMb = Math.max(peakMb, residentMb(pids.service));
    }
    await untilIdle(pids);
  });
  return {
    'scan, ms': median(times),
    'scan in the service, ms': Math.round((1000 * used.service) / MEASURED_SCANS),
    'scan in the database, ms': Math.round((1000 * used.database) / MEASURED_SCANS),
    'service at most, MB': peakMb,
    'database, MB': memoryMb(pids.database),
  };
}

/** Seconds of processor time that work takes, in the service and in its database. */
async function processorOf(pids, work) {
  const used = () => Object.entries(pids).map(([name, pid]) => [name, processorSeconds(pid)]);
  const before = new Map(used());
  await work();
  return Object.fromEntries(used().map(([name, seconds]) => [name, seconds - before.get(name)]));
}

/** Waits until background work is done. */
async function untilIdle(pids) {
  for (let tries = 0; tries < 300; tries += 1) {
    const { service, database } = await processorOf(pids, () => sleep(1_000));
    if (service + database < IDLE_SECONDS) return;
  }
}

/** Processor time of one open dashboard in milliseconds a minute: its overview every half a minute, and its inbox. */
async function costOfDashboards(service, pids) {
  const ends = new AbortController();
  const dashboards = [];
  let api;
  for (let at = 0; at < DASHBOARDS; at += 1) {
    if (at % DASHBOARDS_OF_SESSION === 0) api = callerOf(service, await signIn(service), ends.signal);
    dashboards.push(api);
  }
  const used = await processorOf(pids, async () => {
    const open = dashboards.flatMap((get, at) => [
      repeat(ends.signal, async () => {
        await sleep((OVERVIEW_EVERY_MS * at) / DASHBOARDS, undefined, { signal: ends.signal });
        await get('/overview');
        await sleep(OVERVIEW_EVERY_MS * (1 - at / DASHBOARDS), undefined, { signal: ends.signal });
      }),
      repeat(ends.signal, () => get('/auth/me?wait=25')),
    ]);
    await sleep(DASHBOARDS_MS);
    ends.abort();
    await Promise.all(open);
  });
  return {
    'dashboard, ms a minute': Math.round((1000 * (used.service + used.database) * 60_000) / DASHBOARDS_MS / DASHBOARDS),
  };
}

async function signIn({ url }) {
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  return (await response.json()).access_token;
}

function callerOf({ url }, token, signal) {
  return async (route) => {
    const response = await fetch(`${url}/api${route}`, { headers: { authorization: `Bearer ${token}` }, signal });
    if (!response.ok) throw new Error(`${route}: ${response.status}`);
    await response.arrayBuffer();
  };
}

/** Repeats a step until the signal ends it. */
async function repeat(signal, step) {
  try {
    while (!signal.aborted) await step();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Median and p99 of reads, in milliseconds. */
async function timesOfReads(api, scan) {
  const { repo } = await must(api('GET', `/scans/${scan}`));
  const reads = {
    overview: '/overview',
    repositories: '/repos',
    scans: '/scans',
    findings: `/scans/${scan}/findings?limit=50`,
    facets: `/scans/${scan}/findings/facets`,
    status: `/quality/gates/status/${scan}`,
    search: `/search?q=${encodeURIComponent(repo)}`,
  };
  const figures = {};
  for (const [name, route] of Object.entries(reads)) {
    const times = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const ms = await timed(() => must(api('GET', route)));
      if (round >= 0) times.push(ms);
    }
    const { p50, max } = percentiles(times);
    figures[`${name}, ms`] = `${p50} to ${max}`;
  }
  return figures;
}

async function databaseMb({ url }) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Math.round(Number(/^qgate_database_size_bytes (\S+)$/m.exec(metrics)[1]) / 1e6);
}
