// `npm test`: Jest, the dashboard's tests (Vitest), the import boundaries, then one closing line that counts all of them,
// "N passed, N failed".
//
// `--changed [REF]` runs what the changes since a commit reach, by default since the branch left `main` (CONTRIBUTING.md).
// Other arguments go to Jest; with any, the boundaries are left out, and the dashboard's tests unless unit tests are wanted. Skipped
// tests are named; with CI set, each that test/allowed-skips does not name has failed. `SEED` seeds random tests: a number, or
// `random`; without it they have a fixed seed, and in `npm run test:nightly` that of the commit. docs/testing.md has the rest.
//
// With CI set, up to five test files that failed run once more, alone. A test that then passes is named as unsteady, and the
// run fails all the same: an unsteady test is a defect of the test or of the code (docs/adr/testing.md#unsteady-tests).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { parseAllowedSkips } from './support/allowed-skips.mjs';
import { ALWAYS, isCode, reachedFrom, reachesDashboard, reachesEverything } from './support/changed-tests.mjs';
import { chooseSeed } from './support/seed.mjs';

const root = path.dirname(import.meta.dirname);
const { args, isChangedOnly, ref } = parseArguments(process.argv.slice(2));
const isCi = Boolean(process.env.CI);
const isNightly = process.env.PROGRAMME === 'nightly';
const seed = String(chooseSeed(process.env.SEED, process.env.PROGRAMME));
/** Projects of Jest that run without arguments. */
const PROJECTS = ['unit', 'integration', ...(isNightly ? ['nightly'] : [])];

/** Failed files that a run in CI tries again at most; more have a common cause. */
const MAX_FILES_TRIED_AGAIN = 5;
/** Characters of a failure that stand after the name of its test. */
const LONGEST_REASON = 200;

console.log(`SEED=${seed}`);
const isAll = args.length === 0;
const areUnitTests = args.join(' ') === '--selectProjects=unit';
const started = performance.now();
const counts = isChangedOnly
  ? runChanged()
  : [runJest(), ...(isAll || areUnitTests ? [runVitest()] : []), ...(isAll ? [checkBoundaries()] : [])];
const sum = (of) => counts.reduce((total, each) => total + each[of], 0);
console.log(`${Math.round((performance.now() - started) / 1000)} s in all`);
if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped, named above`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') > 0 ? 1 : 0);

/** Takes `--changed [REF]` out of the arguments. */
function parseArguments(given) {
  const at = given.indexOf('--changed');
  if (at === -1) return { args: given, isChangedOnly: false };
  const next = given[at + 1];
  const own = next === undefined || next.startsWith('-') ? 1 : 2;
  return { args: given.toSpliced(at, own), isChangedOnly: true, ref: own === 2 ? next : forkPoint() };
}

/** The commit at which the branch left `main`, or the newest one where there is no `main`. */
function forkPoint() {
  const found = ['main', 'origin/main']
    .map((name) => git('merge-base', 'HEAD', name))
    .find(({ status }) => status === 0);
  return found?.stdout.trim() ?? 'HEAD';
}

function git(...gitArgs) {
  return spawnSync('git', gitArgs, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

/** Runs what the changes since a commit reach, those that are not committed among them. */
function runChanged() {
  const names = [git('diff', '--name-only', '--no-renames', ref), git('ls-files', '--others', '--exclude-standard')];
  const refused = names.find(({ status }) => status !== 0);
  if (refused) throw new Error(`--changed ${ref}: ${refused.stderr}`);
  const changed = names.flatMap(({ stdout }) => stdout.split('\n')).filter((name) => name !== '');
  console.log(`${changed.length} files changed since ${ref}`);
  if (changed.length === 0) return [];
  if (reachesEverything(changed)) {
    console.log('Every test depends on one of them.');
    return [runJest(selectAll()), runVitest(), checkBoundaries()];
  }
  const files = [...new Set([...findReached(changed), ...ALWAYS])];
  console.log(`${files.length} test files`);
  return [
    runJest([...selectAll(), '--runTestsByPath', ...files]),
    ...(reachesDashboard(changed) ? [runVitest()] : []),
    checkBoundaries(),
  ];
}

/** Test files that import one of the changed files, or read it. */
function findReached(changed) {
  const code = git('ls-files', '--cached', '--others', '--exclude-standard')
    .stdout.split('\n')
    .filter((file) => isCode(file) && existsSync(path.join(root, file)));
  const texts = new Map(code.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
  const reached = reachedFrom(changed, texts);
  if (reached.length === 0) return [];
  const listed = spawnSync(
    path.join(root, 'node_modules', '.bin', 'jest'),
    [...selectAll(), '--listTests', '--findRelatedTests', ...reached],
    { cwd: root, encoding: 'utf8' },
  );
  if (listed.status !== 0) throw new Error(listed.stderr);
  return listed.stdout
    .split('\n')
    .filter((line) => path.isAbsolute(line))
    .map((file) => path.relative(root, file));
}

function runJest(jestArgs = [...(isAll ? selectAll() : []), ...args]) {
  const { status, testResults } = jest(jestArgs);
  if (testResults === null) return { passed: 0, failed: 1, skipped: 0 };
  const failing = testResults.filter(hasFailed);
  const isWorthTrying = isCi && failing.length > 0 && failing.length <= MAX_FILES_TRIED_AGAIN;
  const { settled, unsteady } = isWorthTrying ? tryAgain(testResults, failing) : { settled: testResults, unsteady: [] };
  const failures = settled.flatMap(failuresOf);
  const reasons = reasonsOf(failing);
  for (const name of failures) console.log(`FAILED: ${name}${reasons.get(name) ?? ''}`);
  for (const name of unsteady) console.log(`UNSTEADY, passed alone: ${name}${reasons.get(name) ?? ''}`);
  const skipped = reportSkipped(settled);
  const failed = failures.length + unsteady.length + (isCi ? skipped.forbidden : 0);
  const isUnexplained = status !== 0 && failing.length === 0 && failed === 0;
  const passed = settled.flatMap(({ assertionResults }) => assertionResults).filter(hasPassed).length;
  return {
    passed: passed - unsteady.length,
    failed: isUnexplained ? 1 : failed,
    skipped: skipped.all,
  };
}

/** Runs Jest: its exit code, and a result for each test file, or null where it wrote none. */
function jest(jestArgs) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-test-'));
  const outputFile = path.join(scratch, 'jest.json');
  const { status } = run('jest', ['--json', `--outputFile=${outputFile}`, '--silent=false', ...jestArgs], 'ignore');
  const result = readResult(outputFile);
  rmSync(scratch, { recursive: true, force: true });
  return { status, testResults: result?.testResults ?? null };
}

/**
 * Runs failed files once more, alone; each result of the second run replaces the one of the first.
 *
 * @returns the results, and the names of tests that passed at their second try only
 */
function tryAgain(testResults, failing) {
  const files = failing.map(({ name }) => name);
  console.log(`Once more, alone: ${files.map((file) => path.relative(root, file)).join(', ')}`);
  const projects = isAll ? selectAll() : args.filter((arg) => arg.startsWith('--selectProjects='));
  const again = jest(['--runInBand', ...projects, '--runTestsByPath', ...files]).testResults ?? [];
  const replacements = new Map(again.map((result) => [result.name, result]));
  const settled = testResults.map((result) => replacements.get(result.name) ?? result);
  const stillFailing = new Set(settled.flatMap(failuresOf));
  return { settled, unsteady: failing.flatMap(failuresOf).filter((name) => !stillFailing.has(name)) };
}

function selectAll() {
  return PROJECTS.map((name) => `--selectProjects=${name}`);
}

function hasFailed({ status }) {
  return status === 'failed';
}

function hasPassed({ status }) {
  return status === 'passed';
}

/** Names of a file's failed tests, or of the file itself where it failed outside of them. */
function failuresOf(result) {
  const file = path.relative(root, result.name);
  const names = result.assertionResults.filter(hasFailed).map(({ fullName }) => `${file}: ${fullName}`);
  return names.length === 0 && hasFailed(result) ? [file] : names;
}

/** Reasons of failed tests by name, a short line each: the end of a log may be all that is kept of a run. */
function reasonsOf(failing) {
  return new Map(
    failing.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(hasFailed)
        .map(({ fullName, failureMessages }) => [
          `${path.relative(root, name)}: ${fullName}`,
          ` (${shorten(failureMessages.join(' '))})`,
        ]),
    ),
  );
}

function shorten(message) {
  const [text] = stripVTControlCharacters(message).split(/\n\s+at /, 1);
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON);
}

function runVitest() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-test-'));
  const outputFile = path.join(scratch, 'vitest.json');
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
  const { status } = run('vitest', ['run', '--config', 'web/vite.config.ts', ...reports], 'inherit');
  const result = readResult(outputFile);
  rmSync(scratch, { recursive: true, force: true });
  if (result === null) return { passed: 0, failed: 1, skipped: 0 };
  for (const name of result.testResults.flatMap(failuresOf)) console.log(`FAILED: ${name}`);
  const failed = result.numFailedTests;
  const { numPassedTests: passed, numPendingTests: skipped } = result;
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed + (isCi ? skipped : 0), skipped };
}

function checkBoundaries() {
  const { status } = run('depcruise', ['src', 'web/src', '--config', '.dependency-cruiser.cjs'], 'inherit');
  return { passed: Number(status === 0), failed: Number(status !== 0), skipped: 0 };
}

function run(program, programArgs, stdout) {
  return spawnSync(path.join(root, 'node_modules', '.bin', program), programArgs, {
    cwd: root,
    env: { ...process.env, SEED: seed },
    stdio: ['ignore', stdout, 'inherit'],
  });
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error(`${path.basename(file, '.json')} wrote no result.`);
    return null;
  }
}

/** Names the skipped tests, and counts them and those that CI does not allow. */
function reportSkipped(testResults) {
  const isAllowed = parseAllowedSkips(readFileSync(path.join(root, 'test', 'allowed-skips'), 'utf8'));
  const names = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending')
    .map(({ fullName }) => fullName);
  for (const name of names) {
    const isForbidden = isCi && !isAllowed(name);
    console.log(`${isForbidden ? 'FAILED, skipped in CI' : 'skipped'}: ${name}`);
  }
  return { all: names.length, forbidden: names.filter((name) => !isAllowed(name)).length };
}
