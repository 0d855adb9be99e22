/**
 * Measures what scans take: bytes on disk (tables with their indexes), and WAL, of a first scan and of each of more in
 * which half a percent of the files changed; then WAL of an unchanged report, and a mark in many scans.
 *
 *   npm run build && npm run bench:storage [-- --service DIR]
 *
 * `--service` names the folder of another build, as of the commit before.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { sarifOf } from './findings-generator.mjs';
import { median } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { must, timed, uploadOf, withWatchedService } from './support/watched-service.mjs';

const { values: options } = parseArgs({ options: { service: { type: 'string' } } });
const main = options.service && path.resolve(options.service, 'dist', 'src', 'main.js');

const FILES = scaled(5_000);
const LINES_PER_FILE = 120;
const CHANGED_SHARE = 0.005;
const FINDINGS = scaled(100_000);
const FINDINGS_PER_FILE = 20;
const SCANS_AGAIN = 10;
/** Scans of findings that are added up. */
const SCANS_OF_FINDINGS = scaled(99, 5);
const MARKED_SCANS = scaled(10_000, 20);

/** Kinds of stored content: how a scan gets it, and the share of a first scan that one more may take. */
const CASES = [{ what: `coverage of ${FILES} files`, store: storeCoverage, goal: 0.03 }];
const MIB = 1024 * 1024;
const GOALS = { hundredScansMib: 100, unchangedWalMib: 1, markMs: 200 };

const verdicts = [];
await withWatchedService(measureAll, { main });
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

async function measureAll(service) {
  const client = new pg.Client(service.superuser);
  await client.connect();
  try {
    for (const { what, store, goal } of CASES) {
      const first = await costOf(client, () => store(service, 0));
      const more = await costOf(client, async () => {
        for (let version = 1; version <= SCANS_AGAIN; version++) await store(service, version);
      });
      for (const kind of ['disk', 'wal']) judge(`${what}, ${kind}`, first[kind], more[kind] / SCANS_AGAIN, goal);
    }
    await measureFindings(service, client);
    await measureMark(service);
  } finally {
    await client.end();
  }
}

/** Bytes that work added to the database and to its WAL. */
async function costOf(client, work) {
  const before = await measure(client);
  await work();
  const after = await measure(client);
  return { disk: after.disk - before.disk, wal: after.wal - before.wal };
}

async function measure(client) {
  const { rows } = await client.query(
    `SELECT pg_database_size(current_database()) AS disk, pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal`,
  );
  return { disk: Number(rows[0].disk), wal: Number(rows[0].wal) };
}

function judge(what, first, again, goal) {
  console.log(`${what}: first ${kilobytes(first)}, one more ${kilobytes(again)}`);
  const measured = Number((again / first).toFixed(4));
  verdicts.push({ what: `${what}: one more, of the first`, measured, goal: `at most ${goal}`, met: measured <= goal });
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

/** Uploads a report to a new scan; `version` decides which files differ from the first, half a percent of them. */
async function storeCoverage(service, version) {
  const { scan_id: id } = await must(service.api('POST', '/scans', { repo: 'bench/storage', branch: 'main' }));
  await (
    await uploadOf(service, '/quality/coverage/upload', { scan_id: id }, lcovOf(version))
  )();
}

function lcovOf(version) {
  const changes = Math.max(1, Math.round(FILES * CHANGED_SHARE));
  const parts = Array.from({ length: FILES }, (_, file) => {
    const hasChanged = version > 0 && Math.floor(file / changes) === version;
    const lines = Array.from({ length: LINES_PER_FILE }, (_, at) => {
      const line = 2 * at + ((at * 7 + file) % 2) + 1;
      const hits = (file * 31 + line * 17) % 5 === 0 ? 0 : (file * 131 + line * 71) % 900;
      return `DA:${line},${hasChanged ? hits + version : hits}`;
    });
    // No two files are covered alike.
    lines.push(`DA:${2 * LINES_PER_FILE + 1},${file}`);
    return [`SF:src/modules/area${file % 40}/feature${file % 700}/component-${file}.ts`, ...lines, 'end_of_record'];
  });
  return Buffer.from(parts.flat().join('\n'));
}

/** A hundred scans of the default branch, half a percent of the files changed in each; then the last report once more. */
async function measureFindings(service, client) {
  const hundred = await costOf(client, async () => {
    for (let version = 0; version <= SCANS_OF_FINDINGS; version += 1) {
      await storeFindings(service, version);
      if ((version + 1) % 10 === 0) console.log(`${version + 1} of ${SCANS_OF_FINDINGS + 1} scans are stored.`);
    }
  });
  const again = await costOf(client, () => storeFindings(service, SCANS_OF_FINDINGS));
  verdictOf(`100 scans of ${FINDINGS} findings, MiB on disk`, hundred.disk / MIB, GOALS.hundredScansMib);
  verdictOf('an unchanged report once more, MiB of WAL', again.wal / MIB, GOALS.unchangedWalMib);
}

async function storeFindings(service, version) {
  const changes = Math.max(1, Math.round((FINDINGS / FINDINGS_PER_FILE) * CHANGED_SHARE));
  const hasChanged = (at) => version > 0 && Math.floor(at / FINDINGS_PER_FILE / changes) < version;
  await storeScan(service, { repo: 'bench/findings', branch: 'main' }, sarifOf(FINDINGS, hasChanged));
}

async function storeScan(service, scan, report) {
  const { scan_id: id } = await must(service.api('POST', '/scans', scan));
  await (
    await uploadOf(service, `/scans/${id}/findings`, {}, report)
  )();
  await must(service.api('POST', `/scans/${id}/complete`, {}));
  return id;
}

/** A problem that the scans of a branch have, marked and unmarked. */
async function measureMark(service) {
  const scan = { repo: 'bench/marks', branch: 'main' };
  const report = sarifOf(20, false);
  let last = 0;
  for (let stored = 1; stored <= MARKED_SCANS; stored += 1) {
    last = await storeScan(service, scan, report);
    if (stored % 1_000 === 0) console.log(`${stored} of ${MARKED_SCANS} scans have the problem.`);
  }
  const { findings } = await must(service.api('GET', `/scans/${last}/findings`));
  const mark = { issue_id: findings[0].issue_id, is_fp: true, reason: 'known' };
  const times = [];
  for (let round = 0; round < 5; round += 1)
    times.push(
      await timed(() => must(service.api('POST', '/quality/findings/mark-fp', { ...mark, is_fp: round % 2 === 0 }))),
    );
  verdictOf(`mark of a problem in ${MARKED_SCANS} scans, ms`, median(times), GOALS.markMs);
}

function verdictOf(what, measured, goal) {
  verdicts.push({ what, measured: Number(measured.toFixed(2)), goal: `at most ${goal}`, met: measured <= goal });
}
