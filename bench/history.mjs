/**
 * Measures ordinary routes of one organization in an installation with a history of others (10,000 organizations with ten
 * scans and a thousand problems each, ten million problems in all) beside the same organization in an empty one, turn by turn.
 *
 *   npm run build && npm run bench:history [-- ROUNDS]
 *
 * The others are copies of one that was made through the API: its rows, under other organizations. `BENCH_SCALE` shrinks their
 * number, and what each has.
 */
import pg from 'pg';
import { sarifOf } from './findings-generator.mjs';
import { median, ratio } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { must, timed, uploadOf, withWatchedService } from './support/watched-service.mjs';

const ROUNDS = Number(process.argv[2] ?? 15);
const WARM_UP_ROUNDS = 1;
const ORGANIZATIONS = scaled(10_000, 3);
const SCANS = 10;
const PROBLEMS = scaled(1_000, 20);
const PULL_REQUESTS = 3;
const COVERED_FILES = scaled(50, 2);
/** Organizations whose rows one statement copies. */
const STEP = 500;
/** Of an installation without others. */
const GOAL = 1.5;

/** Above the ids that the service gives. */
const FIRST_COPY = 1_000_000;

const REPORT = sarifOf(PROBLEMS, false);
const COVERAGE = Buffer.from(
  Array.from({ length: COVERED_FILES }, (_, file) => {
    const lines = Array.from({ length: 100 }, (__, at) => `DA:${at + 1},${(at * 7 + file) % 5}`);
    return [`SF:src/module-${file}/file.js`, ...lines, 'end_of_record'].join('\n');
  }).join('\n'),
);

const verdicts = [];
await withWatchedService((empty) => withWatchedService((filled) => measure(empty, filled)));
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

async function measure(empty, filled) {
  await addHistory(filled);
  const worlds = [];
  for (const service of [empty, filled]) worlds.push(await liveThrough(service, 'measured'));
  const routes = Object.keys(requestsOf(worlds[0]));
  for (const route of routes) {
    const times = [[], []];
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1)
      for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const ms = await timed(() => requestsOf(worlds[which])[route]());
        if (round >= 0) times[which].push(ms);
      }
    const measured = Number(ratio(times[1], times[0]).toFixed(2));
    const [alone, among] = times.map(median);
    verdicts.push({ route, 'empty, ms': alone, 'history, ms': among, measured, met: measured <= GOAL });
    console.log(`${route}: ${among} ms with the history, ${alone} ms without, ${measured} (at most ${GOAL})`);
  }
}

/** Ordinary requests of an organization, each by its name. */
function requestsOf({ service, repo, scans, finding }) {
  const [newest] = scans;
  const get = (route) => () => must(service.api('GET', route));
  const reads = [
    '/repos',
    '/overview',
    `/repos/${repo}`,
    `/repos/${repo}/overview`,
    `/repos/${repo}/pull-requests`,
    `/repos/${repo}/pull-requests/1`,
    `/repos/${repo}/baseline`,
    '/scans',
    `/scans?repo_id=${repo}&branch=main`,
    '/scans?status=completed',
    '/scans?status=pending',
    `/scans/${newest}`,
    `/scans/${newest}/summary`,
    `/scans/${newest}/findings`,
    `/scans/${newest}/findings/facets`,
    `/scans/${newest}/compare/${scans.at(-1)}`,
    `/issues/${finding}`,
    `/quality/coverage/${newest}/tree`,
    `/quality/gates/status/${newest}`,
    '/quality/gates/waivers',
    '/quality/gates/simulation-inputs',
    '/audit-log',
    '/audit-log?action=org.transferred',
    '/events',
    '/members',
    '/api-keys',
    '/org',
  ];
  const named = reads.map((route) => [`GET ${route.replaceAll(/\d+/g, ':id')}`, get(route)]);
  return {
    ...Object.fromEntries(named),
    'a scan, pushed and judged': () => push(service, 'measured'),
  };
}

/** An organization's life: scans of its default branch, and some of pull requests. Its newest scan comes first. */
async function liveThrough(service, name) {
  const { api } = service;
  await must(api('PUT', '/quality/gates/config', { policy: { new_critical_max: 0 }, enabled: true }));
  const scans = [];
  for (let number = 0; number < SCANS - PULL_REQUESTS; number += 1) scans.unshift(await push(service, name));
  for (let number = 1; number <= PULL_REQUESTS; number += 1)
    await push(service, name, { branch: `change-${number}`, base_branch: 'main', pr_number: number });
  await must(api('POST', '/quality/gates/waivers', { rule: 'new_critical_max', reason: 'for now' }));
  const { repos } = await must(api('GET', '/repos'));
  const { findings } = await must(api('GET', `/scans/${scans[0]}/findings?limit=1`));
  return { service, repo: repos.find((each) => each.name === name).id, scans, finding: findings[0].issue_id };
}

async function push(service, repo, values = { branch: 'main' }) {
  const { scan_id: id } = await must(service.api('POST', '/scans', { repo, ...values }));
  const uploads = [
    await uploadOf(service, `/scans/${id}/findings`, {}, REPORT),
    await uploadOf(service, '/quality/coverage/upload', { scan_id: id }, COVERAGE),
  ];
  for (const upload of uploads) await upload();
  await must(service.api('POST', `/scans/${id}/complete`, {}));
  return id;
}

/** Lets one organization live, and copies all of its rows for each of the others; it is then one of them. */
async function addHistory(service) {
  await liveThrough(service, 'history');
  const client = new pg.Client(service.superuser);
  await client.connect();
  try {
    // The copies are complete: no trigger has anything to add, and no key to check.
    await client.query(`SET session_replication_role = 'replica'; SET synchronous_commit = off`);
    const tables = await tenantTables(client);
    await client.query(
      `INSERT INTO organizations (${await columnsOf(client, 'organizations')}) OVERRIDING SYSTEM VALUE
       SELECT ${await columnsOf(client, 'organizations', { id: 'n', slug: `'history-' || n` })}
       FROM organizations, generate_series($1::integer, $2::integer) AS n WHERE id = 1`,
      [FIRST_COPY, FIRST_COPY + ORGANIZATIONS - 1],
    );
    for (let from = 0; from < ORGANIZATIONS; from += STEP) {
      const to = Math.min(from + STEP, ORGANIZATIONS);
      for (const { name, columns, values } of tables)
        await client.query(
          `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
           SELECT ${values} FROM ${name}, generate_series($1::integer, $2::integer) AS n WHERE org_id = 1
           ON CONFLICT DO NOTHING`,
          [FIRST_COPY + from, FIRST_COPY + to - 1],
        );
      console.log(`${to} of ${ORGANIZATIONS} organizations have their history.`);
    }
    await forgetFirst(client, tables);
    await client.query('ANALYZE');
    await sayHowMuch(client);
  } finally {
    await client.end();
  }
}

/** The first organization begins again, as in the empty installation; what belongs to its people stays. */
async function forgetFirst(client, tables) {
  const ofPeople = ['members', 'organizations'];
  for (const { name } of tables)
    if (!ofPeople.includes(name)) await client.query(`DELETE FROM ${name} WHERE org_id = 1`);
}

async function tenantTables(client) {
  const { rows } = await client.query(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  const tables = [];
  for (const { name } of rows)
    tables.push({
      name,
      columns: await columnsOf(client, name),
      values: await columnsOf(client, name, { org_id: 'n' }),
    });
  return tables;
}

/** Columns that are stored as written; some of them replaced by other expressions. */
async function columnsOf(client, table, replaced = {}) {
  const { rows } = await client.query(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => replaced[name] ?? `"${name}"`).join(', ');
}

async function sayHowMuch(client) {
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM organizations)::integer AS organizations, (SELECT count(*) FROM scans)::integer AS scans,
       pg_database_size(current_database()) AS bytes`,
  );
  const [{ organizations, scans, bytes }] = rows;
  if (scans < ORGANIZATIONS * SCANS) throw new Error(`Only ${scans} scans were copied.`);
  console.log(
    `${organizations} organizations, ${scans} scans, ${ORGANIZATIONS * PROBLEMS} problems, ${Math.round(bytes / 2 ** 20)} MiB`,
  );
}
