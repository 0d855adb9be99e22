// Measures what an organization notices while another asks for far too much:
//   npm run build && npm run bench:fairness [-- --service DIR --only NAME --seconds 10 --json]
// Each attack runs against a service of its own. Meanwhile a client of another organization polls a cached status and gets
// a scan; in the line `tenants`, clients of twenty organizations read and write. Their times are beside those of the same clients while a
// thread has a processor as long as the attacker's, and asks for nothing: so the generator, which shares the machine, is
// counted out. Exits with 1 where a p99 is more than five times as long, or where such a client is answered 503.
// `--service` names the folder of another build, as of the commit before.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { formOf, startService } from '../scripts/support/running-service.mjs';
import { sarifOf } from './findings-generator.mjs';
import { answerTo } from './support/answer-to.mjs';
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
const WARM_UP_MS = 3_000;
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
  greedy: 40,
  greedyFindings: scaled(1_000),
};
/** Traffic of each of the other organizations of `tenants`: a read every `readMs`, and a scan with findings every `writeMs`. */
const TENANTS = { count: scaled(20, 2), readMs: 250, writeMs: 4_000, findings: scaled(200) };
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
  tenants: {
    what: 'scans, reports and lists on 40 connections by one of 21 organizations',
    clientsOf: clientsOfTenants,
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
  const otherKey = await keyOfNewOrganization(service, 'other');
  const other = caller(service.url, otherKey);
  const { scan_id: otherScan } = await other('POST', '/scans', { repo: 'other/app', branch: 'main' });
  await other('POST', `/scans/${otherScan}/complete`, { metrics: { duplication_pct: 4 } });
  const keyOf = async (role) => (await admin('POST', '/api-keys', { name: role, role })).key;
  const tokens = { viewer: await keyOf('VIEWER'), member: await keyOf('MEMBER') };
  return { ...service, call: caller(service.url, tokens.member), tokens, otherKey, otherScan };
}

async function keyOfNewOrganization({ url, token }, name) {
  const { id } = await caller(url, token)('POST', '/orgs', { name, slug: name });
  const { key } = await caller(url, token, { 'x-org-id': String(id) })('POST', '/api-keys', { name, role: 'MEMBER' });
  return key;
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
  const { what, prepare, clientsOf = clientsOfOther } = ATTACKS[name];
  const target = await prepare?.(org);
  const clients = await clientsOf(org);
  // Preparing is no part of the attack, and the first requests find a cold service.
  await watch(org, clients, sleep(WARM_UP_MS));
  const alone = await watch(org, clients, sleep(seconds * 1000));
  const beforeMb = residentMb(org.pid);
  const attacker = new Worker(new URL('support/attacks.mjs', import.meta.url), {
    workerData: { name, url: org.url, tokens: org.tokens, target, sizes: SIZES },
  });
  const messages = new Promise((resolve, reject) => {
    attacker.on('message', (message) => message === 'begun' || resolve(message));
    attacker.once('error', reject);
  });
  await new Promise((resolve) => attacker.once('message', resolve));
  const under = await watch(org, clients, sleep(seconds * 1000));
  attacker.postMessage('end');
  const { statuses, processorShare } = await messages;
  await attacker.terminate();
  const beside = await besideGenerator(org, clients, processorShare);
  return { name, what, alone, beside, under, beforeMb, processorShare, statuses };
}

/** The times of the other organizations while something has a processor as long as the attacker's thread had, and asks for nothing. */
async function besideGenerator(org, clients, processorShare) {
  await untilIdle(org.pid);
  const burner = new Worker(new URL('support/burn-processor.mjs', import.meta.url), {
    workerData: Math.min(1, processorShare),
  });
  const times = await watch(org, clients, sleep(seconds * 1000));
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

/** Polls a cached status, and gets a scan. */
function clientsOfOther({ otherKey, otherScan }) {
  const get = (route) => (send) => send('GET', route, otherKey);
  return [
    { kind: 'status', pauseMs: PAUSE_MS, step: get(`/quality/gates/status/${otherScan}`) },
    { kind: 'get', pauseMs: PAUSE_MS, step: get(`/scans/${otherScan}`) },
  ];
}

/** A reader and a writer for each of twenty organizations. */
async function clientsOfTenants(service) {
  const report = sarifOf(TENANTS.findings, false);
  const tenants = Array.from({ length: TENANTS.count }, async (_, index) => {
    const key = await keyOfNewOrganization(service, `tenant-${index}`);
    const call = caller(service.url, key);
    const { scan_id: scan } = await call('POST', '/scans', { repo: 'acme/web', branch: 'main' });
    await call('POST', `/scans/${scan}/findings`, formOf({}, report));
    await call('POST', `/scans/${scan}/complete`, {});
    const routes = [`/scans/${scan}`, `/scans/${scan}/findings?limit=50`, '/scans?limit=20', '/overview'];
    let reads = 0;
    return [
      { kind: 'read', pauseMs: TENANTS.readMs, step: (send) => send('GET', routes[(reads += 1) % routes.length], key) },
      { kind: 'write', pauseMs: TENANTS.writeMs, step: (send) => writeScan(send, key, report) },
    ];
  });
  return (await Promise.all(tenants)).flat();
}

async function writeScan(send, key, report) {
  const json = (route, body) => send('POST', route, key, JSON.stringify(body), 'application/json');
  const body = await json('/scans', { repo: 'acme/web', branch: 'change', pr_number: 1 });
  if (body === undefined) return;
  const { scan_id: scan } = JSON.parse(body);
  await send('POST', `/scans/${scan}/findings`, key, report, 'application/sarif+json');
  await json(`/scans/${scan}/complete`, {});
}

/** Times in ms of the clients' requests by kind until `work` is done, and the service's most memory in MB. */
async function watch({ url, pid }, clients, work) {
  let isOver = false;
  let peakMb = 0;
  let refused = 0;
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  const times = Object.fromEntries(clients.map(({ kind }) => [kind, []]));
  const sending = (kind) => async (method, route, key, body, type) => {
    const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': type }) };
    const from = performance.now();
    const sent = answerTo({ hostname, port, agent, method, path: `/api${route}`, headers }, { body, isKept: true });
    const answer = await sent.catch(() => undefined);
    times[kind].push(performance.now() - from);
    if (answer !== undefined && answer.status < 300) return answer.body;
    refused += 1;
    return undefined;
  };
  const repeating = async ({ kind, pauseMs, step }) => {
    // Not all at once.
    await sleep(Math.random() * pauseMs);
    for (; !isOver; await sleep(pauseMs)) await step(sending(kind));
  };
  const watching = Promise.all([
    ...clients.map(repeating),
    (async () => {
      for (; !isOver; await sleep(PAUSE_MS)) peakMb = Math.max(peakMb, residentMb(pid));
    })(),
  ]);
  await work.finally(() => (isOver = true));
  await watching;
  agent.destroy();
  const byKind = Object.fromEntries(Object.entries(times).map(([kind, values]) => [kind, percentiles(values)]));
  return { times: byKind, refused, peakMb };
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
      Object.keys(under.times).map((kind) => [
        kind,
        Number((under.times[kind].p99 / beside.times[kind].p99).toFixed(1)),
      ]),
    );
    for (const [kind, times] of Object.entries(figure.timesSlower))
      if (times > MOST_TIMES_SLOWER) faults.push(`${what}: p99 of ${kind} ${times} times as long`);
    if (under.refused > 0) faults.push(`${what}: ${under.refused} requests of other organizations failed`);
    rows[what] = {
      generator: `${Math.round(processorShare * 100)} %`,
      ...Object.fromEntries(
        Object.keys(under.times).flatMap((kind) => [
          [`${kind} p99`, `${alone.times[kind].p99}, ${beside.times[kind].p99} to ${under.times[kind].p99} ms`],
          [`${kind} times`, figure.timesSlower[kind]],
        ]),
      ),
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
