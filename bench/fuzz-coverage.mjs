/**
 * Feeds mutated reports to the coverage readers, and what they read to the matching of paths and the packing of lines:
 * nothing may crash, hang or take more than 150 MB, and every answer is a report or an error with its place. Usage: node bench/fuzz-coverage.mjs [reports, 100000] [first seed, from the clock]
 *
 * Needs the compiled service (npm run build). Prints the seed of whatever goes wrong and exits with 1.
 */
import { readFileSync } from 'node:fs';
import { mutatedReport, SEED_REPORTS } from './coverage-mutations.mjs';

const MAX_MEMORY_MB = 150;
const MAX_MS = 2000;
const FILE_LIST = [
  'src/cart.ts',
  'cart/cart.py',
  'core/src/org/shop/Cart.java',
  'web/src/org/shop/Cart.java',
  'src/index.php',
];

const { AsPacked } = await import('../dist/src/domain/coverage/collecting/file-form.js');
const { parseCoverage, parseCoverageAs } = await import('../dist/src/domain/coverage/parse-coverage.js');
const { packCoverage, unpackCoverage } = await import('../dist/src/domain/coverage/packed-lines.js');
const { mergeAt } = await import('../dist/src/domain/coverage/merge-coverage.js');
const { resolveCoveragePaths } = await import('../dist/src/domain/coverage/resolve-paths.js');
const count = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const formats = Object.keys(SEED_REPORTS);

console.log(`${count} mutated reports, seeds ${firstSeed} to ${firstSeed + count - 1}`);
const outcomes = new Map();
const faults = [];
let slowest = 0;
for (let seed = firstSeed; seed < firstSeed + count; seed++) {
  const format = formats[seed % formats.length];
  const report = mutatedReport(format, seed);
  const started = performance.now();
  const fault = faultOf(report);
  slowest = Math.max(slowest, performance.now() - started);
  if (fault !== null) faults.push({ seed, format, fault });
}

const memoryMb = peakMemoryMb();
console.table(Object.fromEntries([...outcomes].sort(([, a], [, b]) => b - a)));
console.log(`slowest report ${slowest.toFixed(1)} ms, peak memory ${memoryMb.toFixed(0)} MB`);
if (slowest > MAX_MS) faults.push({ fault: `a report took more than ${MAX_MS} ms` });
if (memoryMb > MAX_MEMORY_MB) faults.push({ fault: `more than ${MAX_MEMORY_MB} MB of memory` });
if (faults.length > 0) console.table(faults.slice(0, 20));
console.log(faults.length === 0 ? 'no faults' : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);

function faultOf(report) {
  let answer;
  try {
    answer = parseCoverage(report);
    if (answer.ok) store(answer.value);
    const fault = comparePacked(report, answer);
    if (fault !== null) return fault;
  } catch (error) {
    return `threw ${error}`;
  }
  const outcome = answer.ok ? `report: ${answer.value.format}` : `error: ${answer.error.code}`;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (answer.ok) return answer.value.files.every(isSound) ? null : 'a file whose lines do not ascend';
  const { line, column, message } = answer.error;
  return line >= 1 && column >= 1 && message.length > 0 ? null : `an error without a place: ${message}`;
}

/** Stores a report that was read, as the service does. */
function store(report) {
  for (const fileList of [null, FILE_LIST]) {
    for (const file of resolveCoveragePaths(report, { fileList, reportPath: null }, mergeAt).files)
      unpackCoverage(file.path, packCoverage(file));
  }
}

/** Packed while it is read, a report has to come to what packing comes to that was read. */
function comparePacked(report, tables) {
  const packed = parseCoverageAs(new AsPacked(), report, {});
  if (packed.ok !== tables.ok) return 'packed, it is read differently';
  if (!packed.ok) return packed.error.message === tables.error.message ? null : 'packed, it is refused differently';
  const isSame = packed.value.files.every(({ packed: lines }, at) =>
    Buffer.from(packCoverage(tables.value.files[at])).equals(lines),
  );
  return isSame && packed.value.files.length === tables.value.files.length ? null : 'packed, its files are others';
}

function isSound({ path, lines, hits, branchLines, branchesCovered, branchesTotal }) {
  return (
    path !== '' &&
    ascends(lines) &&
    lines.length === hits.length &&
    ascends(branchLines) &&
    branchesTotal.every((total, i) => total >= branchesCovered[i])
  );
}

function ascends(lines) {
  return lines.every((line, i) => line > (i === 0 ? 0 : lines[i - 1]));
}

/** The most that this process ever had in memory. */
function peakMemoryMb() {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(status);
  return peak === null ? process.resourceUsage().maxRSS / 1024 : Number(peak[1]) / 1024;
}
