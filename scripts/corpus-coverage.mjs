/**
 * Checks the coverage readers against a folder of real reports with independently computed totals: `truth.json` says for
 * each file whether it is valid, and what it holds. Usage: node scripts/corpus-coverage.mjs [folder]
 *
 * Exit code 0 when every answer is exact (or the folder is not there, which is said), else 1.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findContradictions } from './support/contradictions.mjs';
import { findUnknownFormats, FORMATS } from './support/known-formats.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, '../shared/corpus'));
if (!existsSync(join(folder, 'truth.json'))) {
  console.log(`SKIPPED: no truth.json in ${folder}; nothing was checked`);
  process.exit(0);
}

const { parseCoverage, coverageTotals } = await loadReaders();
const truths = Object.entries(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')).files);
const all = truths.filter(([, truth]) => FORMATS.includes(truth.format) || truth.format === 'reject');
const contradictory = findContradictions(folder, all);
for (const name of contradictory) console.log(`left out, its truth is contradicted by that of the same bytes: ${name}`);
const later = findUnknownFormats(folder, all, parseCoverage);
for (const [name, format] of later)
  console.log(`left out, the corpus does not know its format: ${name}, read as ${format}`);
const coverage = all.filter(([name]) => !contradictory.has(name) && !later.has(name));

const differences = coverage.flatMap(([name, truth]) => {
  const answer = parseCoverage(readFileSync(join(folder, name)));
  const found = truth.valid ? differencesOf(truth, answer) : differencesOfInvalid(answer);
  return found.map((difference) => ({ file: name, ...difference }));
});

if (differences.length > 0) console.table(differences);
const wrong = new Set(differences.map(({ file }) => file)).size;
console.log(`${coverage.length - wrong} of ${coverage.length} exact`);
process.exit(wrong === 0 ? 0 : 1);

/** Public functions of the compiled service, which is built first where it is missing. */
async function loadReaders() {
  const domain = join(root, 'dist/src/domain/coverage');
  if (!existsSync(join(domain, 'parse-coverage.js'))) {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  }
  return {
    ...(await import(join(domain, 'parse-coverage.js'))),
    ...(await import(join(domain, 'coverage-totals.js'))),
  };
}

function differencesOfInvalid(answer) {
  if (!answer.ok) return [];
  return [{ what: 'valid', expected: 'refused', found: `${answer.value.format}, ${answer.value.files.length} files` }];
}

function differencesOf(truth, answer) {
  if (!answer.ok) return [{ what: 'valid', expected: 'read', found: `${answer.error.code}: ${answer.error.message}` }];
  const { format, files } = answer.value;
  const totals = files.map(coverageTotals);
  const found = {
    format,
    file_count: files.length,
    lines_total: sum(totals.map((total) => total.linesTotal)),
    lines_covered: sum(totals.map((total) => total.linesCovered)),
    files: listed(files.map(({ path }, i) => ({ path, total: totals[i].linesTotal, covered: totals[i].linesCovered }))),
  };
  const expected = { ...truth, files: listed(truth.files) };
  return Object.keys(found)
    .filter((key) => found[key] !== expected[key])
    .map((key) => ({ what: key, expected: shortened(expected[key]), found: shortened(found[key]) }));
}

/** Paths and counts in one text, in an order of its own; the readers turn backslashes, which the truth keeps. */
function listed(files) {
  return files
    .map(({ path, total, covered }) => `${path.trim().replaceAll('\\', '/')} ${covered}/${total}`)
    .sort()
    .join('\n');
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function shortened(value) {
  return typeof value === 'string' && value.length > 60 ? `${value.slice(0, 60)}...` : value;
}
