// Measures reports to webhooks and forges, each beside the least that could do it, in one run:
//   npm run build && npm run bench:reach [-- --only NAME --json]
//   idle        verdict to the request at the forge, beside a bare LISTEN and POST
//   queue       10,000 queued deliveries to prompt and to slow endpoints, beside a bare loop of the same requests
//   completion  POST complete in an organization with webhooks and a forge, beside one without
//   dead        an event's way to an endpoint while 10,000 wait for one that never answers, beside the same alone
//   claims      claiming from 1,000,000 deliveries of 1,000 webhooks, beside 10,000 of 20; and pull requests to judge again
//   memory      of the service with 1,000,000 deliveries queued, beside the same without
// Exits with 1 where a goal is missed. `BENCH_SCALE` shrinks it.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { Agent, request as undiciRequest } from 'undici';
import { median, percentiles } from './support/figures.mjs';
import { residentMb } from './support/resident-memory.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { must, timed, withWatchedService } from './support/watched-service.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});

const CONCURRENCY = 32;
/** So that no endpoint is limited to its share of the places. */
const ENDPOINTS = 4;
const ROUNDS = 3;
const IDLE = scaled(200, 5);
const QUEUED = scaled(10_000, ENDPOINTS);
const COMPLETIONS = scaled(300, 10);
const EVENTS = scaled(200, 5);
const MANY = { webhooks: scaled(1_000, 4), events: scaled(1_000, 4) };
const FEW = { webhooks: scaled(20, 2), events: scaled(500, 4) };
const CLAIMS = 20;
const PATIENCE_MS = 15 * 60_000;
const ENVIRONMENT = {
  OUTGOING_ALLOW: '127.0.0.1',
  OUTGOING_CONCURRENCY: String(CONCURRENCY),
  QUOTA_SCANS_PER_DAY: '10000000',
};

const BENCHES = { idle, queue, completion, dead, claims, memory };
const names = Object.keys(BENCHES).filter((name) => !options.only || options.only === name);
if (names.length === 0) throw new Error(`--only is one of ${Object.keys(BENCHES).join(', ')}.`);

/** @param goal as text, beside what was measured */
function judge(figure, measured, goal, met) {
  verdicts.push({ figure, measured, goal, met });
  if (!options.json) console.log(`${met ? 'ok  ' : 'MISS'} ${figure}: ${measured} (goal ${goal})`);
}

async function withDatabase(service, work) {
  const database = new pg.Client(service.superuser);
  await database.connect();
  try {
    await work({ ...service, database });
  } finally {
    await database.end();
  }
}

/** The endpoints, and what arrives there. */
async function openEndpoints() {
  const thread = new Worker(new URL('support/receiver-thread.mjs', import.meta.url));
  const seen = [];
  let opened;
  let flushed;
  const urls = await new Promise((resolve) => {
    opened = resolve;
    thread.on('message', ({ urls: all, arrivals, isFlushed }) => {
      if (all) opened(all);
      else if (isFlushed) flushed();
      else seen.push(...arrivals);
    });
  });
  /** Forgets all arrivals, also those still to be posted: else they would count for the next measurement. */
  const forget = async () => {
    await new Promise((resolve) => {
      flushed = resolve;
      thread.postMessage('flush');
    });
    seen.splice(0);
  };
  const until = async (isSo) => {
    for (const end = Date.now() + PATIENCE_MS; !isSo(seen);) {
      if (Date.now() > end) throw new Error('The requests did not come.');
      await sleep(5);
    }
  };
  return { urls, seen, until, forget, close: () => thread.terminate() };
}

const epochMs = () => performance.timeOrigin + performance.now();

async function connectForge({ api }) {
  await must(api('POST', '/repos', { name: 'acme/web', url: `${endpoints.urls.forge}/acme/web` }));
  await must(
    api('POST', '/forges', {
      ...{ kind: 'github', name: 'forge', base_url: endpoints.urls.forge },
      credentials: { type: 'token', token: 'ghp_token' },
      report: { status: true, check: false, annotations: false, comment: 'never' },
    }),
  );
}

const commitOf = (number) => number.toString(16).padStart(40, '0');

/** A scan to complete. */
const newScan = async (api, number) =>
  (await must(api('POST', '/scans', { repo: 'acme/web', branch: `change-${number}`, commit_sha: commitOf(number) })))
    .scan_id;

async function idle({ api, database, superuser }) {
  await connectForge({ api });
  const waits = [];
  for (let number = 1; number <= IDLE; number += 1) {
    const scan = await newScan(api, number);
    const sentOf =
      (state) =>
      ({ id }) =>
        id === commitOf(number) && state;
    await endpoints.until((seen) => seen.some(sentOf(true)));
    await sleep(20);
    await must(api('POST', `/scans/${scan}/complete`, {}));
    const committedAt = epochMs();
    const isFinal = (one) => sentOf(true)(one) && one.state !== 'pending';
    await endpoints.until((seen) => seen.some(isFinal));
    waits.push(Math.max(0, endpoints.seen.find(isFinal).at - committedAt));
  }
  const bare = await bareNotifications(database, superuser);
  const { p50, p99 } = percentiles(waits);
  judge(
    'verdict to request at the forge, idle',
    `p50 ${p50} ms, p99 ${p99} ms; bare ${bare.p50}, ${bare.p99}`,
    'p50 20 ms, p99 1 s',
    p50 <= 20 && p99 <= 1_000,
  );
}

/** A connection that listens, and posts when it is notified of a commit. */
async function bareNotifications(database, superuser) {
  const listener = new pg.Client(superuser);
  await listener.connect();
  await listener.query('LISTEN bare');
  const agent = new Agent();
  listener.on(
    'notification',
    ({ payload }) => void post(agent, `${endpoints.urls.forge}/repos/a/b/statuses/${payload}`, '{"state":"bare"}'),
  );
  const waits = [];
  for (let number = 1; number <= IDLE; number += 1) {
    const id = `b${number}`;
    await database.query(`SELECT pg_notify('bare', $1)`, [id]);
    const committedAt = epochMs();
    await endpoints.until((seen) => seen.some((one) => one.id === id));
    waits.push(Math.max(0, endpoints.seen.find((one) => one.id === id).at - committedAt));
    await sleep(20);
  }
  await listener.end();
  await agent.close();
  return percentiles(waits);
}

async function post(dispatcher, url, body, headers = {}) {
  const answer = await undiciRequest(url, {
    ...{ method: 'POST', dispatcher, body },
    headers: { 'content-type': 'application/json', ...headers },
  });
  await answer.body.dump();
}

async function webhooks(api, kind, count) {
  const made = [];
  for (let index = 0; index < count; index += 1)
    made.push(
      await must(api('POST', '/webhooks', { url: `${endpoints.urls[kind]}/${index}`, events: ['repo.created'] })),
    );
  return made.map(({ id }) => id);
}

/** A body as large as that of a verdict. */
const DATA = JSON.stringify({ text: 'x'.repeat(1_500) });

/** Records so many events at once; its trigger wakes the worker. */
const recordEvents = (database, count, type = 'repo.created') =>
  database.query(
    `INSERT INTO events (org_id, uid, type, data) SELECT 1, gen_random_uuid(), $2, $3::json FROM generate_series(1, $1)`,
    [count, type, DATA],
  );

async function queue({ api, database }) {
  for (const [kind, goal] of [
    ['prompt', 0.5],
    ['slow', 0.85],
  ]) {
    const ids = await webhooks(api, kind, ENDPOINTS);
    const [ours, bare] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      await endpoints.forget();
      ours.push(
        await timed(async () => {
          await recordEvents(database, QUEUED / ENDPOINTS);
          await endpoints.until((seen) => seen.length >= QUEUED);
        }),
      );
      await endpoints.forget();
      bare.push(await timed(() => bareLoop(kind)));
    }
    for (const id of ids) await api('DELETE', `/webhooks/${id}`).catch(() => null);
    const rates = bare.map((ms, round) => ms / ours[round]);
    const rate = Math.round((QUEUED / median(ours)) * 1_000);
    judge(
      `${QUEUED} queued deliveries, ${kind} endpoints`,
      `${median(rates)} of the bare loop, ${rate} a second`,
      String(goal),
      median(rates) >= goal,
    );
  }
}

/** Sends as many requests by a loop that reads and stores nothing. */
async function bareLoop(kind) {
  const agent = new Agent({ connections: CONCURRENCY });
  let left = QUEUED;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      await post(agent, `${endpoints.urls[kind]}/bare`, DATA, { 'webhook-id': `bare_${left}` });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sender));
  await agent.close();
}

async function completion({ api, url, token }) {
  await connectForge({ api });
  await webhooks(api, 'prompt', ENDPOINTS);
  const { id } = await must(api('POST', '/orgs', { name: 'Plain', slug: 'plain' }));
  const inPlain = async (method, route, body) => {
    const headers = { authorization: `Bearer ${token}`, 'x-org-id': String(id), 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api${route}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  const [reporting, plain] = [[], []];
  for (let number = 1; number <= COMPLETIONS; number += 1) {
    const pair = [
      [reporting, api],
      [plain, inPlain],
    ];
    for (const [times, caller] of number % 2 === 0 ? pair : pair.reverse()) {
      const scan = await newScan(caller, number);
      // what is reported of its start is no part of its end
      await sleep(15);
      times.push(await timed(() => must(caller('POST', `/scans/${scan}/complete`, {}))));
    }
  }
  const ratio = Number((percentiles(reporting).p50 / percentiles(plain).p50).toFixed(3));
  judge(
    'POST complete with webhooks and a forge',
    `${median(reporting)} ms, ${ratio} of ${median(plain)} ms without`,
    '1.03',
    ratio <= 1.03,
  );
}

async function dead({ api, database }) {
  const [healthy] = await webhooks(api, 'prompt', 1);
  const waitsOf = async () => {
    const waits = [];
    for (let number = 0; number < EVENTS; number += 1) {
      await endpoints.forget();
      const recorded = epochMs();
      await must(api('POST', `/webhooks/${healthy}/ping`));
      await database.query(
        `INSERT INTO events (org_id, uid, type, data) VALUES (1, gen_random_uuid(), 'repo.created', $1::json)`,
        [DATA],
      );
      await endpoints.until((seen) => seen.filter(({ kind }) => kind === 'prompt').length >= 2);
      waits.push(Math.max(...endpoints.seen.filter(({ kind }) => kind === 'prompt').map(({ at }) => at)) - recorded);
    }
    return percentiles(waits);
  };
  const alone = await waitsOf();
  const { id } = await must(api('POST', '/webhooks', { url: `${endpoints.urls.dead}/0`, events: ['member.added'] }));
  await recordEvents(database, QUEUED, 'member.added');
  await sleep(1_000);
  const beside = await waitsOf();
  await api('DELETE', `/webhooks/${id}`).catch(() => null);
  judge(
    `a healthy endpoint beside a dead one with ${QUEUED}`,
    `p50 ${beside.p50} ms, p99 ${beside.p99} ms; alone ${alone.p50}, ${alone.p99}`,
    'p99 1 s',
    beside.p99 <= 1_000,
  );
}

/** Deliveries that wait, of webhooks that no worker may send to before tomorrow unless `isOpen`. */
async function fill(database, { webhooks: count, events }, isOpen) {
  await database.query(
    `WITH hook AS (
       INSERT INTO webhooks (org_id, url, format, events, header_names, created_by, created_at, paused_until)
       SELECT 1, $3, 'standard', '{*}', '{}', 'user:1', now(), CASE WHEN $4 THEN NULL ELSE now() + interval '1 day' END
       FROM generate_series(1, $1::integer) RETURNING org_id, id
     ), event AS (
       INSERT INTO events (org_id, uid, type, data, is_spread)
       SELECT 1, gen_random_uuid(), 'repo.created', '{}', true FROM generate_series(1, $2::integer) RETURNING id
     )
     SELECT count(*) FROM hook, event`,
    [count, events, `${endpoints.urls.prompt}/0`, isOpen],
  );
  await database.query(
    `WITH made AS (
       INSERT INTO deliveries (org_id, webhook_id, event_id) SELECT 1, w.id, e.id
       FROM (SELECT id FROM webhooks ORDER BY id DESC LIMIT $1) AS w, (SELECT id FROM events ORDER BY id DESC LIMIT $2) AS e
       RETURNING webhook_id, id)
     INSERT INTO work_items (org_id, kind, lane, key, payload) SELECT 1, 'deliveries', webhook_id, id, '{}' FROM made`,
    [count, events],
  );
  await database.query('ANALYZE webhooks, events, deliveries, work_items');
}

async function claimTimes(database, claim) {
  const times = [];
  for (let round = 0; round < CLAIMS; round += 1) {
    await database.query('BEGIN');
    times.push(await timed(() => database.query(claim)));
    await database.query('ROLLBACK');
  }
  return percentiles(times);
}

async function claims({ database }) {
  const claim = `SELECT * FROM claim_work('deliveries', ${CONCURRENCY}, ${CONCURRENCY / 2}, false, false, 35, now(), 0, 0)`;
  await fill(database, FEW, true);
  const few = await claimTimes(database, claim);
  await database.query('TRUNCATE work_items, deliveries, delivery_attempts, webhooks CASCADE');
  await fill(database, MANY, true);
  const many = await claimTimes(database, claim);
  const total = MANY.webhooks * MANY.events;
  judge(
    `claim on ${total} deliveries of ${MANY.webhooks} webhooks`,
    `p50 ${many.p50} ms, p99 ${many.p99}; on ${FEW.webhooks * FEW.events} of ${FEW.webhooks} ${few.p50}`,
    '20 ms',
    many.p50 <= 20,
  );

  await database.query(
    `WITH repo AS (INSERT INTO repos (org_id, name, default_branch) VALUES (1, 'acme/many', 'main') RETURNING id),
     pull AS (
       INSERT INTO pull_requests (org_id, repo_id, number, last_scan_id, last_scanned_at)
       SELECT 1, repo.id, number, 1, now() FROM repo, generate_series(1, $1::integer) AS number RETURNING repo_id, number
     )
     SELECT count(*) FROM pull`,
    [scaled(100_000, 10)],
  );
  // else each row's foreign key is checked by a plan for an empty table
  await database.query('ANALYZE pull_requests');
  await database.query(
    `INSERT INTO work_items (org_id, kind, key, repo_id, payload)
     SELECT org_id, 'reevaluations', repo_id || '/' || number, repo_id, '{}' FROM pull_requests`,
  );
  await database.query('ANALYZE pull_requests, work_items');
  const again = await claimTimes(
    database,
    `SELECT * FROM claim_work('reevaluations', 4, 2, false, false, 60, now(), 0, 0)`,
  );
  judge(
    `claim on ${scaled(100_000, 10)} pull requests to judge again`,
    `p50 ${again.p50} ms, p99 ${again.p99}`,
    '20 ms',
    again.p50 <= 20,
  );
}

async function memory({ database, pid }) {
  const settled = async () => {
    const readings = [];
    for (let turn = 0; turn < 10; turn += 1) {
      await sleep(1_000);
      readings.push(residentMb(pid));
    }
    return median(readings);
  };
  const before = await settled();
  await fill(database, MANY, false);
  const after = await settled();
  judge(
    `memory with ${MANY.webhooks * MANY.events} deliveries queued`,
    `${after - before} MB more than ${before} MB`,
    '50 MB',
    after - before <= 50,
  );
}

const endpoints = await openEndpoints();
const verdicts = [];
for (const name of names) {
  const environment = name === 'claims' ? { ...ENVIRONMENT, WORKER: 'off' } : ENVIRONMENT;
  await withWatchedService(async (service) => withDatabase(service, BENCHES[name]), { environment });
}
if (options.json) console.log(JSON.stringify(verdicts));
await endpoints.close();
process.exitCode = exitCodeOf(verdicts);
