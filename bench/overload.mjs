// Measures the service under far too much work:
//   npm run build && npm run bench:overload [-- --seconds 60 --connections 400 --uploads 16 --megabytes 25]
// First it finds the rate of requests that the service sustains and offers ten times as much; then many large reports are
// uploaded at once. Meanwhile a status is polled and readiness is probed. Exits with 1 when an answer is none of
// 200, 201, 429 and 503, when a probe is not answered, or when a poll takes more than five times as long as unloaded.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import autocannon from 'autocannon';
import { apiOf, formOf, startService } from '../scripts/support/running-service.mjs';
import { percentiles } from './support/figures.mjs';
import { residentMb } from './support/resident-memory.mjs';
import { isFullSize, scaled } from './support/scale.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '400' },
    uploads: { type: 'string', default: '16' },
    megabytes: { type: 'string', default: '25' },
    service: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const uploads = Number(options.uploads);
const bytes = Number(options.megabytes) * 1024 * 1024;

const OVERLOAD = 10;
const CONNECTIONS = { sustained: 8, overload: Number(options.connections) };
const EXPECTED = new Set([200, 201, 429, 503]);
const POLL_MS = 20;
const PROBE_MS = 250;
const UNLOADED_POLLS = scaled(500);
const MOST_TIMES_SLOWER = 5;

let service;
if (isMainThread) await measure();
else parentPort.postMessage(await uploadAll(workerData));

async function measure() {
  service = await startService({ ...(options.service && { main: options.service }) });
  try {
    const scanId = await prepare();
    const unloaded = await watch(scanId, sleep(UNLOADED_POLLS * POLL_MS));
    const sustainable = await sustainableRate(scanId);
    const tenfold = await tenTimes(sustainable, scanId);
    const large = await uploadAtOnce(scanId);
    report({ unloaded, sustainable, tenfold, large });
  } finally {
    await service.stop();
  }
}

/** A completed scan to ask about. */
async function prepare() {
  const api = apiOf(service);
  const { body } = await api('POST', '/scans', { repo: 'acme/web', branch: 'change', pr_number: 1 });
  await api('POST', `/scans/${body.scan_id}/complete`, { metrics: { duplication_pct: 4 } });
  return body.scan_id;
}

/** Requests of CI and people: mostly statuses. */
function requestsFor(scanId) {
  const get = (path) => ({ method: 'GET', path: `/api${path}` });
  const post = (path, body) => ({
    method: 'POST',
    path: `/api${path}`,
    headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const status = get(`/quality/gates/status/${scanId}`);
  return [
    ...[status, status, status, status, get('/scans?limit=20'), get(`/scans/${scanId}/findings`), status],
    ...[post(`/quality/gates/evaluate/${scanId}`, {}), post('/scans', { repo: 'acme/web', branch: 'main' })],
  ];
}

function load(scanId, { connections, duration, overallRate }) {
  return autocannon({
    url: service.url,
    headers: { authorization: `Bearer ${service.token}` },
    requests: requestsFor(scanId),
    connections,
    duration,
    timeout: 30,
    workers: 1,
    ...(overallRate && { overallRate }),
  });
}

async function sustainableRate(scanId) {
  const duration = Math.max(scaled(3), Math.min(15, Math.round(seconds / 4)));
  const result = await load(scanId, { connections: CONNECTIONS.sustained, duration });
  return Math.round(result.requests.average);
}

async function tenTimes(sustainable, scanId) {
  const overallRate = OVERLOAD * sustainable;
  let result;
  const loading = load(scanId, { connections: CONNECTIONS.overload, duration: seconds, overallRate });
  const watched = await watch(
    scanId,
    loading.then((ended) => (result = ended)),
  );
  const statuses = Object.fromEntries(
    Object.entries(result.statusCodeStats).map(([status, { count }]) => [status, count]),
  );
  return {
    ...watched,
    offeredRate: overallRate,
    statuses,
    broken: result.errors,
    answeredRate: result.requests.average,
  };
}

async function uploadAtOnce(scanId) {
  const api = apiOf(service);
  const scans = [];
  for (let index = 0; index < uploads; index += 1)
    scans.push(
      (await api('POST', '/scans', { repo: 'acme/web', branch: `change-${index}`, pr_number: index + 2 })).body,
    );
  const { url, token } = service;
  // In a thread of its own: sending so much must not keep the polls waiting.
  const sender = new Worker(new URL(import.meta.url), {
    argv: process.argv.slice(2),
    workerData: { url, token, scanIds: scans.map(({ scan_id }) => scan_id) },
  });
  let uploaded;
  const sent = new Promise((resolve, reject) => {
    sender.once('message', (message) => resolve((uploaded = message)));
    sender.once('error', reject);
  });
  return { ...(await watch(scanId, sent)), ...uploaded };
}

/** In the sending thread: all reports at once. */
async function uploadAll({ url, token, scanIds }) {
  const api = apiOf({ url, token });
  const report = aLargeReport();
  const statuses = {};
  let broken = 0;
  const started = performance.now();
  await Promise.all(
    scanIds.map(async (scan_id) => {
      try {
        const { status } = await api('POST', '/quality/coverage/upload', formOf({ scan_id }, report));
        statuses[status] = (statuses[status] ?? 0) + 1;
      } catch {
        broken += 1;
      }
    }),
  );
  return { statuses, broken, seconds: (performance.now() - started) / 1000 };
}

/** An lcov report of as many bytes. */
function aLargeReport() {
  const lines = Array.from({ length: 2_000 }, (_, line) => `DA:${line + 1},${line % 3}\n`).join('');
  const parts = [];
  for (let size = 0, file = 0; ; file += 1) {
    const part = `TN:\nSF:src/part-${file % 50}/file-${file}.ts\n${lines}end_of_record\n`;
    size += part.length;
    if (size > bytes) return Buffer.from(parts.join(''));
    parts.push(part);
  }
}

/** Polls a status and probes readiness until `work` is done: how long both took, in ms, and the most memory, in MB. */
async function watch(scanId, work) {
  let isOver = false;
  const polls = [];
  const probes = [];
  const failures = [];
  let peakMb = 0;
  const ask = async (path, taken, wanted) => {
    const sent = performance.now();
    try {
      const answer = await fetch(`${service.url}/api${path}`, {
        headers: { authorization: `Bearer ${service.token}` },
        signal: AbortSignal.timeout(30_000),
      });
      await answer.text();
      taken.push(performance.now() - sent);
      if (!wanted.includes(answer.status)) failures.push(`${path}: ${answer.status}`);
    } catch (error) {
      failures.push(`${path}: ${error}`);
    }
  };
  const keepOn = async (step, pauseMs) => {
    while (!isOver) {
      await step();
      await sleep(pauseMs);
    }
  };
  const watching = Promise.all([
    keepOn(() => ask(`/quality/gates/status/${scanId}`, polls, [200, 429, 503]), POLL_MS),
    keepOn(() => ask('/health/ready', probes, [200, 503]), PROBE_MS),
    keepOn(() => (peakMb = Math.max(peakMb, residentMb(service.pid))), PROBE_MS),
  ]);
  await work.finally(() => (isOver = true));
  await watching;
  return { polls: percentiles(polls), probes: percentiles(probes), failures: failures.slice(0, 5), peakMb };
}

function report(figures) {
  const { unloaded, tenfold, large } = figures;
  const faults = [];
  for (const [name, phase] of Object.entries({ tenfold, large })) {
    const unexpected = Object.keys(phase.statuses).filter((status) => !EXPECTED.has(Number(status)));
    if (unexpected.length > 0) faults.push(`${name}: answers with ${unexpected.join(', ')}`);
    if (phase.broken > 0) faults.push(`${name}: ${phase.broken} requests without an answer`);
    faults.push(...phase.failures.map((failure) => `${name}: ${failure}`));
    phase.timesSlower = Number((phase.polls.p99 / unloaded.polls.p99).toFixed(1));
    if (isFullSize && phase.timesSlower > MOST_TIMES_SLOWER)
      faults.push(`${name}: a status takes ${phase.timesSlower} times as long`);
  }
  if (options.json) console.log(JSON.stringify({ ...figures, faults }));
  else {
    const line = (name, { polls, probes, peakMb }) =>
      `${name.padEnd(34)} status p50 ${polls.p50} p99 ${polls.p99} ms · ready p99 ${probes.p99} ms · ${peakMb} MB`;
    console.log(line('unloaded', unloaded));
    console.log(`sustained ${figures.sustainable}/s, offered ${tenfold.offeredRate}/s for ${seconds} s`);
    console.log(line('ten times as much', tenfold), JSON.stringify(tenfold.statuses));
    console.log(
      line(`${uploads} uploads of ${options.megabytes} MB at once`, large),
      JSON.stringify(large.statuses),
      `${large.seconds.toFixed(1)} s`,
    );
    for (const fault of faults) console.log(`FAULT ${fault}`);
  }
  process.exitCode = faults.length === 0 || options.json ? 0 : 1;
}
