// Measures what an organization notices while another asks for far too much:
//   npm run build && npm run bench:fairness [-- --service DIR --only NAME --seconds 10 --json]
// Each attack runs against a service of its own. Meanwhile a client of another organization polls a cached status and gets
// a scan; its times are beside those of the same client while a thread has a processor as long as the attacker's, and asks for nothing: so the
// generator, which shares the machine, is counted out. Exits with 1 where a p99 is more than five times as long,
// or where that client is answered 503. `--service` names the folder of another build, as of the commit before.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { formOf, startService } from '../scripts/support/running-service.mjs';
import { sarifOf } from './findings-generator.mjs';
import { median, percentiles } from './support/figures.mjs';
import { residentMb } from './support/resident-memory.mjs';
import { isFullSize, scaled } from './support/scale.mjs';

const { values: options } = parseArgs({
  options: {
    service: { type: 'string' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);

const MOST_TIMES_SLOWER = 5;
const MOST_TIMES_WITHOUT_SNIPPETS = 2;
const PAUSE_MS = 20;
/** Of the processor within half a second. */
const IDLE_TICKS = 3;
const SIZES = {
  uploads: 30,
  // 3 MB.
  uploadedFindings: scaled(6_500),
  anonymous: 20,
  exports: 12,
  polls: scaled(1_000, 10),
  bodies: scaled(600, 10),
  bodyBytes: 990_000,
  lists: 40,
};
const EXPORTED = scaled(60_000);
const LISTED = scaled(100_000);
const WITH_AND_WITHOUT_SNIPPETS = scaled(8_000);
const ROUNDS = 5;

/** Attacks by name; `prepare` stores in the attacking organization. */
const ATTACKS = {
  uploads: { what: '30 uploads of 3 MB by one MEMBER', prepare: async (org) => ({ uploadScans: await scansOf(org) }) },
  metrics: { what: '20 anonymous clients on /metrics' },
  ready: { what: '20 anonymous clients on /api/health/ready' },
  document: { what: '20 anonymous clients on openapi.json' },
  exports: {
    what: '12 SARIF exports of 60,000 findings by one VIEWER',
    prepare: async (org) => ({ largeScan: await scanOf(org, EXPORTED) }),
  },
  polls: {
    what: '1,000 polls (wait=30) by one VIEWER',
    prepare: async (org) => ({ pendingScan: await newScan(org, 'pending') }),
  },
  bodies: { what: '600 connections with JSON bodies of 990 KB' },
  list: {
    what: 'a scan of 100,000 listed on 40 connections',
    prepare: async (org) => ({ largeScan: await scanOf(org, LISTED) }),
  },
};
const SNIPPETS = 'snippets';

const names = [...Object.keys(ATTACKS), SNIPPETS].filter((name) => !options.only || options.only === name);
if (names.length === 0) throw new Error(`--only is one of ${[...Object.keys(ATTACKS), SNIPPETS].join(', ')}.`);
const figures = [];
for (const name of names)
  figures.push(await (name === SNIPPETS ? withService(compareSnippets) : withService((org) => attack(name, org))));
report();

async function withService(work) {
  const main = options.service && path.resolve(options.service, 'dist', 'src', 'main.js');
  const service = await startService({ ...(main && { main }), environment: { MAX_CONNECTIONS_PER_ADDRESS: '5000' } });
  try {
    return await work(await organizationsOf(service));
  } finally {
    await service.stop();
  }
}

/** The organization that asks for too much, as its administrator, and a scan of another with the key that polls it. */
async function organizationsOf(service) {
  const admin = caller(service.url, service.token);
  const { id } = await admin('POST', '/orgs', { name: 'Other', slug: 'other' });
  const inOther = caller(service.url, service.token, { 'x-org-id': String(id) });
  const { key: otherKey } = await inOther('POST', '/api-keys', { name: 'other', role: 'MEMBER' });
  const other = caller(service.url, otherKey);
  const { scan_id: otherScan } = await other('POST', '/scans', { repo: 'other/app', branch: 'main' });
  await other('POST', `/scans/${otherScan}/complete`, { metrics: { duplication_pct: 4 } });
  const keyOf = async (role) => (await admin('POST', '/api-keys', { name: role, role })).key;
  const tokens = { viewer: await keyOf('VIEWER'), member: await keyOf('MEMBER') };
  return { ...service, call: caller(service.url, tokens.member), tokens, otherKey, otherScan };
}

function caller(url, token, more = {}) {
  return async (method, route, body) => {
    const isJson = body !== undefined && !(body instanceof FormData);
    const headers = {
      authorization: `Bearer ${token}`,
      ...more,
      ...(isJson && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${url}/api${route}`, { method, headers, body: isJson ? JSON.stringify(body) : body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
}

async function newScan({ call }, branch) {
  return (await call('POST', '/scans', { repo: 'acme/web', branch })).scan_id;
}

async function scansOf(org) {
  const scans = [];
  for (let index = 0; index < SIZES.uploads; index += 1) scans.push(await newScan(org, `change-${index}`));
  return scans;
}

async function scanOf(org, findings) {
  const scan = await newScan(org, 'large');
  await org.call('POST', `/scans/${scan}/findings`, formOf({}, sarifOf(findings, false)));
  return scan;
}

async function attack(name, org) {
  const { what, prepare } = ATTACKS[name];
  const target = await prepare?.(org);
  // Preparing is no part of the attack.
  await sleep(1_000);
  const alone = await watch(org, sleep(seconds * 1000));
  const beforeMb = residentMb(org.pid);
  const attacker = new Worker(new URL('support/attacks.mjs', import.meta.url), {
    workerData: { name, url: org.url, tokens: org.tokens, target, sizes: SIZES },
  });
  const messages = new Promise((resolve, reject) => {
    attacker.on('message', (message) => message === 'begun' || resolve(message));
    attacker.once('error', reject);
  });
  await new Promise((resolve) => attacker.once('message', resolve));
  const under = await watch(org, sleep(seconds * 1000));
  attacker.postMessage('end');
  const { statuses, processorShare } = await messages;
  await attacker.terminate();
  const beside = await besideGenerator(org, processorShare);
  return { name, what, alone, beside, under, beforeMb, processorShare, statuses };
}

/** The times of the other organization while something has a processor as long as the attacker's thread had, and asks for nothing. */
async function besideGenerator(org, processorShare) {
  await untilIdle(org.pid);
  const burner = new Worker(new URL('support/burn-processor.mjs', import.meta.url), {
    workerData: Math.min(1, processorShare),
  });
  const times = await watch(org, sleep(seconds * 1000));
  await burner.terminate();
  return times;
}

/** Waits until the service has done what the attack has left to do. */
async function untilIdle(pid) {
  // Behind the name, which may hold spaces: utime and stime, in ticks of which Linux tells programs 100 a second.
  const ticks = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  for (let before = ticks(), tries = 0; tries < 120; tries += 1) {
    await sleep(500);
    const now = ticks();
    if (now - before <= IDLE_TICKS) return;
    before = now;
  }
}

/** Times in ms of another organization's requests until `work` is done, and the service's most memory in MB. */
async function watch({ url, pid, otherKey, otherScan }, work) {
  let isOver = false;
  let peakMb = 0;
  const unavailable = { count: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const headers = { authorization: `Bearer ${otherKey}` };
  const timesOf = async (route) => {
    const times = [];
    while (!isOver) {
      const from = performance.now();
      const status = await statusOf(`${url}/api${route}`, { agent, headers }).catch(() => 0);
      times.push(performance.now() - from);
      if (status !== 200) unavailable.count += 1;
      await sleep(PAUSE_MS);
    }
    return percentiles(times);
  };
  const watching = Promise.all([
    timesOf(`/quality/gates/status/${otherScan}`),
    timesOf(`/scans/${otherScan}`),
    (async () => {
      for (; !isOver; await sleep(PAUSE_MS)) peakMb = Math.max(peakMb, residentMb(pid));
    })(),
  ]);
  await work.finally(() => (isOver = true));
  const [status, get] = await watching;
  agent.destroy();
  return { status, get, refused: unavailable.count, peakMb };
}

function statusOf(url, settings) {
  return new Promise((resolve, reject) => {
    const sent = request(url, settings, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** Uploads of changed findings without their snippets beside the same with them, each against a baseline of as many. */
async function compareSnippets(org) {
  const times = { with: [], without: [] };
  const reports = {};
  for (const kind of Object.keys(times)) {
    const shape = kind === 'with' ? (log) => log : withoutSnippets;
    const before = shape(sarifOf(WITH_AND_WITHOUT_SNIPPETS, false));
    reports[kind] = shape(sarifOf(WITH_AND_WITHOUT_SNIPPETS, true));
    const { scan_id: scan } = await org.call('POST', '/scans', { repo: `acme/${kind}`, branch: 'main' });
    await org.call('POST', `/scans/${scan}/findings`, formOf({}, before));
    await org.call('POST', `/scans/${scan}/complete`, {});
  }
  for (let round = -1; round < ROUNDS; round += 1)
    for (const kind of Object.keys(times)) {
      const scan = { repo: `acme/${kind}`, branch: `change-${round}` };
      const { scan_id: id } = await org.call('POST', '/scans', scan);
      const from = performance.now();
      await org.call('POST', `/scans/${id}/findings`, formOf({}, reports[kind]));
      if (round >= 0) times[kind].push(performance.now() - from);
    }
  const withoutOfWith = median(times.without.map((time, index) => time / times.with[index]));
  return { name: SNIPPETS, what: '8,000 findings without snippets, of with', withoutOfWith };
}

function withoutSnippets(log) {
  const parsed = JSON.parse(log.toString('utf8'));
  for (const { locations } of parsed.runs[0].results) delete locations[0].physicalLocation.region.snippet;
  return Buffer.from(JSON.stringify(parsed));
}

function report() {
  const faults = [];
  const rows = {};
  for (const figure of figures) {
    if (figure.name === SNIPPETS) {
      if (figure.withoutOfWith > MOST_TIMES_WITHOUT_SNIPPETS)
        faults.push(`${figure.what}: ${figure.withoutOfWith} times`);
      rows[figure.what] = { 'times as long': figure.withoutOfWith };
      continue;
    }
    const { what, alone, beside, under, beforeMb, processorShare, statuses } = figure;
    figure.timesSlower = Object.fromEntries(
      ['status', 'get'].map((kind) => [kind, Number((under[kind].p99 / beside[kind].p99).toFixed(1))]),
    );
    for (const [kind, times] of Object.entries(figure.timesSlower))
      if (times > MOST_TIMES_SLOWER) faults.push(`${what}: p99 of ${kind} ${times} times as long`);
    if (under.refused > 0) faults.push(`${what}: ${under.refused} requests of another organization failed`);
    rows[what] = {
      generator: `${Math.round(processorShare * 100)} %`,
      'status p99': `${alone.status.p99}, ${beside.status.p99} to ${under.status.p99} ms`,
      'status times': figure.timesSlower.status,
      'GET p99': `${alone.get.p99}, ${beside.get.p99} to ${under.get.p99} ms`,
      'GET times': figure.timesSlower.get,
      failed: under.refused,
      memory: `${beforeMb} to ${under.peakMb} MB`,
      attacker: JSON.stringify(statuses),
    };
  }
  if (options.json) console.log(JSON.stringify({ figures, faults }));
  else {
    console.table(rows);
    for (const fault of faults) console.log(`FAULT ${fault}`);
  }
  process.exitCode = isFullSize && faults.length > 0 && !options.json ? 1 : 0;
}
