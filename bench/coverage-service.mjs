/**
 * Measures coverage through the real service, in a process of its own on a PostgreSQL of its own, beside what the same
 * would cost without it:
 *
 * - uploading a report of 24 MB until it is committed, be it the first of its repository, beside parsing it alone in a thread, beside the least that taking
 *   it could cost (coverage-bare-server.mjs), and beside npm's lcov-parse with multi-row INSERTs of the same rows;
 * - listing 50,000 files, beside a plain SELECT of the same rows and JSON.stringify behind node:http;
 * - the longest stretch that the service's event loop worked without a turn, over all of it.
 *
 * Usage: node bench/coverage-service.mjs [rounds, 7]. Needs the compiled service (npm run build). In every round the
 * contestants take turns; figures are medians, and ratios are medians of the ratios within one round.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { formOf } from '../scripts/support/running-service.mjs';
import { generateReport } from './coverage-generator.mjs';
import { installPackages, PACKAGES_FOLDER } from './support/bench-packages.mjs';
import { createFileTable, FILE_COLUMNS, tuplesOfReport } from './support/coverage-rows.mjs';
import { median, ratio } from './support/figures.mjs';
import { parserThread } from './support/parser-thread.mjs';
import { exitCodeOf, isFullSize, scaled } from './support/scale.mjs';
import { longestOf, must, send, timed, uploadOf, withWatchedService } from './support/watched-service.mjs';

const ROUNDS = Number(process.argv[2] ?? 7);
/** Until the code of both is compiled: a service takes longer than a loop. */
const WARM_UP_ROUNDS = scaled(5);
const REPORT_BYTES = scaled(24_000_000);
const FORMATS = [
  ...['lcov', 'cobertura', 'jacoco', 'clover', 'go', 'sonarqube', 'opencover'],
  ...['simplecov', 'istanbul', 'coveragepy', 'llvm'],
];
const LISTED_FILES = scaled(50_000);
const ROWS_PER_INSERT = 1_000;
const GOALS = { overParse: 2.5, rival: 10, list: 1.3, gapMs: 25 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const { packCoverage } = await import('../dist/src/domain/coverage/packed-lines.js');
const { COPY_HEADER, COPY_TRAILER } = await import('../dist/src/platform/database/tuple-writer.js');

const verdicts = [];
/** Number of repositories that were given their first report. */
let repositories = 0;
await withWatchedService(async (service) => {
  const bare = await bareServer(service);
  try {
    await measureUploads(service, bare);
    await measureListing(service, bare);
  } finally {
    await bare.stop();
  }
});
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

async function measureUploads(service, bare) {
  const parser = parserThread();
  const npm = isFullSize ? await npmReader(service) : null;
  for (const format of FORMATS) {
    const report = generateReport(format, REPORT_BYTES);
    const contestants = {
      parse: () => parser.parse(report),
      least: () =>
        timed(() => send(bare.url, { method: 'POST', headers: { 'content-length': report.length } }, report)),
      upload: () => uploadToNewScan(service, report),
      first: () => uploadToNewScan(service, report, `bench/first-${repositories++}`),
      ...(format === 'lcov' && npm && { npm: () => npm.insert(report) }),
    };
    const { times, turns } = await takeTurns(service, contestants, 'upload');
    print(`${format}, ${report.length / 1e6} MB`, times);
    console.log(
      `${format}: upload, of the least ${ratio(times.upload, times.least)}; the least, of parsing ${ratio(times.least, times.parse)}`,
    );
    verdict(
      `${format}: first upload of a repository, of parsing`,
      ratio(times.first, times.parse),
      'at most',
      GOALS.overParse,
    );
    verdict(`${format}: upload to committed, of parsing`, ratio(times.upload, times.parse), 'at most', GOALS.overParse);
    if (times.npm) {
      verdict('lcov: lcov-parse and INSERT, of upload', ratio(times.npm, times.upload), 'at least', GOALS.rival);
    }
    judgeTurns(`${format}: upload`, turns);
  }
  await npm?.stop();
  await parser.stop();
}

async function measureListing(service, bare) {
  const lcov = Array.from({ length: LISTED_FILES }, (_, file) => {
    const lines = Array.from({ length: 12 }, (_, line) => `DA:${line + 1},${(line * file) % 7}`);
    return [`SF:src/modules/area${file % 40}/feature${file % 700}/component-${file}.ts`, ...lines, 'end_of_record'];
  });
  const id = await newScan(service);
  const report = lcov.flat().join('\n');
  await must(service.api('POST', '/quality/coverage/upload', formOf({ scan_id: id }, report)));
  await storeRows(service, id, Buffer.from(report));
  const list = { headers: { authorization: `Bearer ${service.token}` } };
  const contestants = {
    plain: () => timed(() => send(`${bare.url}/${id}`)),
    list: () => timed(() => send(`${service.url}/api/quality/coverage/${id}`, list)),
  };
  const { times, turns } = await takeTurns(service, contestants, 'list');
  print(`list of ${LISTED_FILES} files`, times);
  verdict('list, of SELECT and JSON.stringify', ratio(times.list, times.plain), 'at most', GOALS.list);
  judgeTurns('list', turns);
}

/** Stores the files of a report as rows that the bare server lists. */
async function storeRows({ superuser }, scanId, report) {
  const client = new pg.Client(superuser);
  await client.connect();
  const columns = FILE_COLUMNS.map(([name]) => name);
  await client.query(`${createFileTable('bench_listed')};
    ALTER TABLE bench_listed ALTER org_id SET DEFAULT 1, ALTER scan_id SET DEFAULT ${scanId}`);
  await pipeline(
    Readable.from([COPY_HEADER, tuplesOfReport(report), COPY_TRAILER], { objectMode: false }),
    client.query(copyFrom(`COPY bench_listed (${columns}) FROM STDIN (FORMAT binary)`)),
  );
  await client.query('ANALYZE bench_listed');
  await client.end();
}

/** Times in milliseconds by contestant, and the longest turns of the event loop during those of `watched`. */
async function takeTurns({ longestTurn }, contestants, watched) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  const turns = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      await longestTurn();
      const time = await run();
      const turn = await longestTurn();
      if (round < 0) continue;
      times[name].push(time);
      if (name === watched) turns.push(turn);
    }
  }
  return { times, turns };
}

function judgeTurns(what, turns) {
  const { workedMs, text } = longestOf(turns);
  console.log(`${what}: ${text}`);
  verdict(`${what}: longest turn in ms`, workedMs, 'at most', GOALS.gapMs);
}

function verdict(what, measured, compares, goal) {
  const met = compares === 'at least' ? measured >= goal : measured <= goal;
  verdicts.push({ what, measured, goal: `${compares} ${goal}`, met });
}

function print(what, times) {
  const figures = Object.entries(times).map(([name, all]) => `${name} ${median(all)} ms`);
  console.log(`${what}: ${figures.join(', ')}`);
}

/** The time of the one request. */
async function uploadToNewScan(service, report, repo) {
  return timed(await uploadOf(service, '/quality/coverage/upload', { scan_id: await newScan(service, repo) }, report));
}

/**
 * The alternative without this service: npm's lcov-parse, and INSERTs of as many rows as one statement handles well.
 */
async function npmReader({ superuser }) {
  if (installPackages(['lcov-parse']).length === 0) return null;
  const parse = promisify(createRequire(`${PACKAGES_FOLDER}/package.json`)('lcov-parse').source);
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query(createFileTable('bench_files'));
  let scan = 0;
  const insert = async (report) => {
    scan++;
    const ms = await timed(async () => {
      const rows = (await parse(report.toString())).map(({ file, lines }) => rowOf(scan, file, lines));
      await client.query('BEGIN');
      for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
        await insertRows(client, rows.slice(from, from + ROWS_PER_INSERT));
      }
      await client.query('COMMIT');
    });
    await client.query('TRUNCATE bench_files');
    // Collects its garbage now, which would otherwise keep a processor busy while others are measured.
    collectGarbage();
    return ms;
  };
  return { insert, stop: () => client.end() };
}

function rowOf(scan, file, { found, hit, details }) {
  const none = new Uint32Array(0);
  const packed = packCoverage({
    lines: Uint32Array.from(details, ({ line }) => line),
    hits: Uint32Array.from(details, ({ hit }) => hit),
    branchLines: none,
    branchesCovered: none,
    branchesTotal: none,
    counted: null,
  });
  return [1, scan, file, 'lcov', found, hit, 0, 0, packed];
}

async function insertRows(client, rows) {
  const places = rows.map((row, at) => `(${row.map((_, i) => `$${at * row.length + i + 1}`).join()})`);
  await client.query(`INSERT INTO bench_files VALUES ${places.join()}`, rows.flat());
}

async function bareServer({ superuser }) {
  const script = new URL('coverage-bare-server.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, JSON.stringify(superuser)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const port = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function newScan({ api }, repo = 'bench/coverage') {
  return (await must(api('POST', '/scans', { repo, branch: 'main' }))).scan_id;
}
