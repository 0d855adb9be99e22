/**
 * Measures the readers of findings on 100,000 generated results in each format, beside what their bytes cost at least: JSON
 * by JSON.parse, XML by saxes, lines by splitting them. Usage: node bench/findings-readers.mjs [rounds, 5]
 *
 * Needs the compiled service (npm run build). Reader and floor take turns; the figures are medians of the processor time of the
 * thread, each ratio is the median of the ratios within one round.
 */
import { SaxesParser } from 'saxes';
import { openReport } from '../dist/src/domain/findings/parse-findings.js';
import { reportOf, WRITTEN_FORMATS } from './findings-writers.mjs';
import { median, ratio } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { threadTimeMs } from './support/thread-time.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const WARM_UP_ROUNDS = 1;
const RESULTS = scaled(100_000, 20);

const parseJson = (bytes) => JSON.parse(bytes.toString());
const parseLines = (bytes) => bytes.toString().split('\n').length;
const FLOORS = {
  'JSON.parse': parseJson,
  saxes: (bytes) => new SaxesParser().write(bytes.toString()).close(),
  'JSON.parse of each line': (bytes) => bytes.toString().split('\n').filter(Boolean).forEach(parseJson),
  'split into lines': parseLines,
};
const FLOOR_OF = {
  ...{ checkstyle: 'saxes', pmd: 'saxes', spotbugs: 'saxes' },
  ...{ rdjsonl: 'JSON.parse of each line', lines: 'split into lines' },
};
/** Times its floor that a reader may take; splitting lines costs next to nothing. */
const GOALS = { 'JSON.parse': 6, saxes: 2, 'JSON.parse of each line': 6, 'split into lines': 60 };

const verdicts = [];
for (const format of WRITTEN_FORMATS) measure(format);
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

function measure(format) {
  const report = reportOf(format, RESULTS);
  const floor = FLOOR_OF[format] ?? 'JSON.parse';
  const times = { read: [], floor: [] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const read = timed(() => readAll(format, report));
    const least = timed(() => FLOORS[floor](report));
    if (round < 0) continue;
    times.read.push(read);
    times.floor.push(least);
  }
  const measured = Number(ratio(times.read, times.floor).toFixed(2));
  const megabytes = report.length / 1e6;
  verdicts.push({
    format,
    MB: Number(megabytes.toFixed(1)),
    'read, ms': Number(median(times.read).toFixed(0)),
    'MB/s': Number(((megabytes / median(times.read)) * 1000).toFixed(0)),
    floor: `${floor}, ${median(times.floor).toFixed(0)} ms`,
    measured,
    goal: `at most ${GOALS[floor]}`,
    met: measured <= GOALS[floor],
  });
}

/** Reads every result, as an upload does; another number than the report has is a fault of the bench. */
function readAll(format, report) {
  const opened = openReport(report, { format });
  if (!opened.ok) throw new Error(`${format}: ${opened.error.message}`);
  let count = 0;
  for (const { kind } of opened.value.results) if (kind === 'finding') count += 1;
  if (count !== RESULTS) throw new Error(`${format}: ${count} findings of ${RESULTS}`);
}

function timed(work) {
  const before = threadTimeMs();
  work();
  return threadTimeMs() - before;
}
