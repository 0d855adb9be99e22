/**
 * Measures what scans take: bytes on disk (tables with their indexes), and WAL, of a first scan and of each of ten more in
 * which half a percent of the files changed.
 *
 *   npm run build && npm run bench:storage [-- --service DIR]
 *
 * `--service` names the folder of another build, as of the commit before.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { must, uploadOf, withWatchedService } from './support/watched-service.mjs';

const { values: options } = parseArgs({ options: { service: { type: 'string' } } });
const main = options.service && path.resolve(options.service, 'dist', 'src', 'main.js');

const FILES = scaled(5_000);
const LINES_PER_FILE = 120;
const CHANGED_SHARE = 0.005;
const SCANS_AGAIN = 10;

/** Kinds of stored content: how a scan gets it, and the share of a first scan that one more may take. */
const CASES = [{ what: `coverage of ${FILES} files`, store: storeCoverage, goal: 0.03 }];

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
