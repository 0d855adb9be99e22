/**
 * Measures the matcher on generated findings: 100,000 current ones against a baseline of 100,000 and of 1,000,000, the
 * extraction of their features, and the growth of time from 10,000 against 10,000 to 1,000,000 against 1,000,000; beside it
 * a join of the same rows by path, rule and line in a Map, which is all that a matcher by plain fingerprints does.
 * Usage: node bench/findings-matcher.mjs [rounds, 3]. Needs the compiled service (npm run build).
 *
 * Each measurement reads the baseline from its stored form, in a process of its own, so that peaks of memory are its
 * own; in every round all take turns. Times are processor times of the thread, so that a busy machine does not blur
 * them; elapsed time is printed beside.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findingsOf } from './findings-generator.mjs';
import { median, ratio } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { threadTimeMs } from './support/thread-time.mjs';

const findings = '../dist/src/domain/findings';
const { extractFeatures } = await import(`${findings}/features/extract-features.js`);
const { FeatureTable, HASH_FIELDS, ROW_WORDS, WORD_OF } = await import(`${findings}/features/feature-table.js`);
const { matchFindings } = await import(`${findings}/matching/match-findings.js`);
const { packBaseline, unpackBaseline } = await import(`${findings}/tracking/pack-baseline.js`);

const SECRET = new Uint8Array(32).fill(1);
/** Larger projects are as many copies of one of this size, under other hashes of all but rules and wordings. */
const EXTRACTED = scaled(100_000);
const SHARED_FIELDS = ['rule', 'messageForm'];
const GOALS = { bytesPerFinding: 140, clockMs: 1500, peakMb: 400, growth: 1.3 };

const [task = '3', baselineFile, currentFile] = process.argv.slice(2);
if (task === 'measure') console.log(JSON.stringify(measure(baselineFile, currentFile)));
else process.exit(exitCodeOf(report(Number(task))));

function report(rounds) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-findings-'));
  const verdicts = [];
  const verdict = (what, measured, goal) =>
    verdicts.push({ what, measured: Number(measured.toPrecision(3)), goal: `at most ${goal}`, met: measured <= goal });
  try {
    const extracted = { before: extract(false), now: extract(true) };
    const prepared = Object.fromEntries(
      [10_000, 100_000, 1_000_000].map((count) => [count, prepare(folder, scaled(count), extracted)]),
    );
    const cases = [
      [10_000, 10_000],
      [100_000, 100_000],
      [1_000_000, 100_000],
      [1_000_000, 1_000_000],
    ].map(([baseline, current]) => ({
      name: `${current.toLocaleString('en')} on ${baseline.toLocaleString('en')}`,
      files: [prepared[baseline].baselineFile, prepared[current].currentFile],
      runs: [],
    }));
    for (let round = 0; round < rounds; round += 1) for (const { files, runs } of cases) runs.push(inOwnProcess(files));

    const rows = cases.map(({ runs }) => {
      const of = (figure) => median(runs.map((run) => run[figure]));
      const figures = ['unpackMs', 'matchMs', 'joinMs', 'clockMs', 'peakMb', 'newFindings'];
      const ofJoin = ratio(
        runs.map((run) => run.matchMs),
        runs.map((run) => run.joinMs),
      );
      return { ...Object.fromEntries(figures.map((figure) => [figure, of(figure)])), 'match, of join': ofJoin };
    });
    console.table(Object.fromEntries(cases.map(({ name }, at) => [name, rows[at]])));
    for (const [count, { bytesPerFinding }] of Object.entries(prepared)) {
      console.log(`${Number(count).toLocaleString('en')}: ${bytesPerFinding.toFixed(1)} stored bytes per finding`);
    }
    console.log(`extraction: ${extracted.now.us.toFixed(1)} us per finding`);

    const [small, middle, , large] = rows;
    const total = ({ unpackMs, matchMs }) => unpackMs + matchMs;
    verdict('100,000 on 100,000: unpacked and matched, ms', total(middle), GOALS.clockMs);
    verdict('100,000 on 100,000: peak memory, MB', middle.peakMb, GOALS.peakMb);
    verdict(
      'stored bytes per finding, most',
      Math.max(...Object.values(prepared).map(({ bytesPerFinding }) => bytesPerFinding)),
      GOALS.bytesPerFinding,
    );
    verdict('growth from 10,000 to 1,000,000, times linear', total(large) / total(small) / 100, GOALS.growth);
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.table(verdicts);
  return verdicts;
}

function extract(isChanged) {
  const findings = findingsOf(0, EXTRACTED, isChanged);
  const begin = threadTimeMs();
  const { words } = extractFeatures(findings, SECRET);
  return { words, us: ((threadTimeMs() - begin) * 1000) / EXTRACTED };
}

/** A stored baseline and the features of the report that follows it, as files. */
function prepare(folder, count, { before, now }) {
  const ids = Array.from({ length: count }, (_, at) => at);
  const stored = packBaseline({
    features: new FeatureTable(copiesOf(before.words, count)),
    issueIds: ids,
    firstSeenScanIds: ids.map((at) => 1000 + (at % 100)),
  });
  const baselineFile = path.join(folder, `baseline-${count}`);
  const currentFile = path.join(folder, `current-${count}`);
  writeFileSync(baselineFile, stored);
  writeFileSync(currentFile, new Uint8Array(copiesOf(now.words, count).buffer));
  return { baselineFile, currentFile, bytesPerFinding: stored.length / count };
}

function copiesOf(words, count) {
  const salted = HASH_FIELDS.filter((field) => !SHARED_FIELDS.includes(field)).map((field) => WORD_OF[field]);
  const all = new Uint32Array(count * ROW_WORDS);
  for (let row = 0; row < count; row += 1) {
    const from = (row % EXTRACTED) * ROW_WORDS;
    const to = row * ROW_WORDS;
    const salt = Math.imul(Math.floor(row / EXTRACTED), 0x9e3779b1);
    all.set(words.subarray(from, from + ROW_WORDS), to);
    for (const word of salted) {
      if (all[to + word] === 0 && all[to + word + 1] === 0) continue;
      all[to + word] ^= salt;
      all[to + word + 1] ^= salt;
    }
  }
  return all;
}

function inOwnProcess(files) {
  const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'measure', ...files], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) process.exit(1);
  return JSON.parse(run.stdout);
}

function measure(baselinePath, currentPath) {
  const stored = readFileSync(baselinePath);
  const bytes = readFileSync(currentPath);
  const current = new FeatureTable(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
  warmUp();
  const clock = performance.now();
  const begin = threadTimeMs();
  const { features } = unpackBaseline(stored);
  const unpacked = threadTimeMs();
  const verdicts = matchFindings(features, current);
  const matched = threadTimeMs();
  const clockMs = performance.now() - clock;
  const peakMb = peakMemoryMb();
  joinByFingerprint(features, current);
  const joined = threadTimeMs();
  return {
    unpackMs: unpacked - begin,
    matchMs: matched - unpacked,
    joinMs: joined - matched,
    clockMs,
    peakMb,
    newFindings: verdicts.filter(({ isNew }) => isNew).length,
  };
}

/** The least that any matcher does, and all that one by plain fingerprints does: a Map of path, rule and line. */
function joinByFingerprint(before, now) {
  const fields = ['path', 'rule', 'line'];
  const keyOf = (table, row) => fields.map((field) => table.hash(row, field).join()).join();
  const open = new Map();
  for (let row = 0; row < before.count; row += 1) {
    const key = keyOf(before, row);
    open.set(key, (open.get(key) ?? 0) + 1);
  }
  let newFindings = 0;
  for (let row = 0; row < now.count; row += 1) {
    const key = keyOf(now, row);
    const left = open.get(key) ?? 0;
    if (left === 0) newFindings += 1;
    else open.set(key, left - 1);
  }
  return newFindings;
}

/** The engine compiles on what resembles the real thing. */
function warmUp() {
  const [before, now] = [false, true].map((isChanged) => extractFeatures(findingsOf(0, 2000, isChanged), SECRET));
  const ids = Array.from({ length: 2000 }, (_, at) => at);
  for (let round = 0; round < 5; round += 1) {
    const stored = packBaseline({ features: before, issueIds: ids, firstSeenScanIds: ids });
    matchFindings(unpackBaseline(stored).features, now);
  }
}

/** The most memory that this process held; unlike `ru_maxrss` it does not begin with its parent's. */
function peakMemoryMb() {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const peakKb = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (peakKb === undefined ? process.resourceUsage().maxRSS : Number(peakKb)) / 1024;
}
