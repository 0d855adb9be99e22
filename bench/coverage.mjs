/**
 * Measures the coverage readers against those of npm, against Debian's `lcov --summary` and against a bare loop over the
 * bytes, on generated reports of 24 MB and 1 MB. Usage: node bench/coverage.mjs [rounds, 3]
 *
 * Needs the compiled service (npm run build). The npm packages are installed into a temporary folder; packages that cannot
 * be installed are named and left out. In every round each contestant gets processes of its own, one after the other: one that
 * reads once, for the cold time and the memory, and one that reads again and again, for the warm time. The figures
 * are medians over all rounds of the processor time of the reading thread, so that a busy machine does not blur them;
 * elapsed time is printed beside it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FLOOR, isInstalled, isProgram, OURS, PACKAGES, PROGRAMS } from './coverage-contestants.mjs';
import { generateReport } from './coverage-generator.mjs';
import { installPackages, PACKAGES_FOLDER } from './support/bench-packages.mjs';
import { median } from './support/figures.mjs';
import { exitCodeOf, isFullSize, scaled } from './support/scale.mjs';

const ROUNDS = Number(process.argv[2] ?? 3);
/** Runs of a process that do not count as warm yet. */
const WARM_UP = 1;
const MB = 1_000_000;
const SIZES = [
  { label: '24 MB', bytes: scaled(24 * MB), runs: { quick: scaled(15, 2), slow: scaled(4, 2) } },
  { label: '1 MB', bytes: scaled(MB), runs: { quick: scaled(30, 2), slow: scaled(10, 2) } },
];
const GOALS = {
  rival24: { lcov: 15, cobertura: 12, jacoco: 12, clover: 12, istanbul: 1 },
  floor24: {
    ...{ lcov: 3, cobertura: 4, jacoco: 4, clover: 4, go: 20, sonarqube: 4, opencover: 4 },
    ...{ simplecov: 4, istanbul: 2, coveragepy: 4, llvm: 4 },
  },
  coldRival1: 3,
  peakMb: 150,
};

const child = fileURLToPath(new URL('coverage-child.mjs', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'quality-gate-bench-reports-'));
const verdicts = [];
try {
  const programs = Object.values(PROGRAMS).flat().filter(isInstalled);
  const packages = isFullSize ? installPackages(Object.values(PACKAGES).flat()) : [];
  const available = [...packages, ...programs];
  for (const size of SIZES) {
    for (const format of Object.keys(PACKAGES)) measure(format, size, available);
  }
} finally {
  rmSync(reports, { recursive: true });
}
console.log('Goals');
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

function measure(format, { label, bytes, runs }, available) {
  const report = join(reports, `${format}-${bytes}`);
  writeFileSync(report, generateReport(format, bytes));
  const rivals = [...PACKAGES[format], ...PROGRAMS[format]].filter((name) => available.includes(name));
  const names = [OURS, ...rivals, FLOOR[format]];
  const results = new Map(names.map((name) => [name, { cold: [], coldClock: [], warm: [], warmClock: [], peakMb: 0 }]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const result = results.get(name);
      const cold = run(name, report, 1);
      result.cold.push(...cold.threadMs);
      result.coldClock.push(...cold.clockMs);
      result.peakMb = Math.max(result.peakMb, cold.peakMb);
      result.found = cold.found;
      const warm = isProgram(name) ? cold : warmRuns(name, report, rivals.includes(name) ? runs.slow : runs.quick);
      result.warm.push(...warm.threadMs);
      result.warmClock.push(...warm.clockMs);
    }
  }

  const rows = names.map((name) => {
    const { cold, coldClock, warm, warmClock, peakMb, found } = results.get(name);
    const times = {
      coldMs: median(cold),
      coldClockMs: median(coldClock),
      warmMs: median(warm),
      warmClockMs: median(warmClock),
    };
    return { name, found, ...times, peakMb };
  });
  const [ours] = rows;
  console.log(`${format}, ${label}`);
  console.table(rows.map((row) => tableRow(row, ours)));
  judge(format, label, ours, rows.slice(1, -1), rows.at(-1));
}

function judge(format, label, ours, rivals, floor) {
  const fastest = (key) => Math.min(...rivals.map((rival) => rival[key]));
  if (label === '24 MB') {
    const atLeast = GOALS.rival24[format];
    if (rivals.length > 0) {
      verdict(`${format} against the fastest other, 24 MB`, fastest('warmMs') / ours.warmMs, 'at least', atLeast);
    }
    verdict(`${format} against the ${floor.name}, 24 MB`, ours.warmMs / floor.warmMs, 'at most', GOALS.floor24[format]);
    verdict(`${format} peak memory in MB, 24 MB`, ours.peakMb, 'at most', GOALS.peakMb);
  } else if (rivals.length > 0)
    verdict(
      `${format} against the fastest other, 1 MB cold`,
      fastest('coldMs') / ours.coldMs,
      'at least',
      GOALS.coldRival1,
    );
}

function verdict(what, measured, compares, goal) {
  const met = compares === 'at least' ? measured >= goal : measured <= goal;
  verdicts.push({ what, measured: rounded(measured, 2), goal: `${compares} ${goal}`, met });
}

function warmRuns(name, report, runs) {
  const { threadMs, clockMs } = run(name, report, runs);
  return { threadMs: threadMs.slice(WARM_UP), clockMs: clockMs.slice(WARM_UP) };
}

function run(name, report, runs) {
  const output = execFileSync(process.execPath, [child, name, PACKAGES_FOLDER, report, String(runs)], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(output.toString().trim().split('\n').at(-1));
}

function tableRow({ name, found, coldMs, coldClockMs, warmMs, warmClockMs, peakMb }, ours) {
  return {
    name,
    found,
    'cold ms': rounded(coldMs, 1),
    'warm ms': rounded(warmMs, 1),
    'cold, clock': rounded(coldClockMs, 1),
    'warm, clock': rounded(warmClockMs, 1),
    'warm, of ours': rounded(warmMs / ours.warmMs, 2),
    'peak MB': isProgram(name) ? 'not measured' : rounded(peakMb, 0),
  };
}

function rounded(number, digits) {
  return Number(number.toFixed(digits));
}
