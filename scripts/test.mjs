// `npm test`: Jest, the dashboard's tests (Vitest), the import boundaries, then one closing line that counts all of them,
// "N passed, N failed".
//
// Arguments go on to Jest; with any, the boundaries are left out, and the dashboard's tests unless unit tests are wanted. Skipped tests are named; with CI set, each that
// test/allowed-skips does not name has failed. `SEED` seeds random tests: a number, or `random`; the commit by default.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseAllowedSkips } from './support/allowed-skips.mjs';
import { chooseSeed } from './support/seed.mjs';

const root = path.dirname(import.meta.dirname);
const args = process.argv.slice(2);
const isCi = Boolean(process.env.CI);
const seed = String(chooseSeed(process.env.SEED));

console.log(`SEED=${seed}`);
const isAll = args.length === 0;
const areUnitTests = args.join(' ') === '--selectProjects=unit';
const counts = [runJest(), ...(isAll || areUnitTests ? [runVitest()] : []), ...(isAll ? [checkBoundaries()] : [])];
const sum = (of) => counts.reduce((total, each) => total + each[of], 0);
if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped, named above`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') > 0 ? 1 : 0);

function runJest() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-test-'));
  const outputFile = path.join(scratch, 'jest.json');
  const { status } = run('jest', ['--json', `--outputFile=${outputFile}`, '--silent=false', ...args], 'ignore');
  const result = readResult(outputFile);
  rmSync(scratch, { recursive: true, force: true });
  if (result === null) return { passed: 0, failed: 1, skipped: 0 };
  const skipped = reportSkipped(result);
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites + (isCi ? skipped.forbidden : 0);
  return {
    passed: result.numPassedTests,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: skipped.all,
  };
}

function runVitest() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-test-'));
  const outputFile = path.join(scratch, 'vitest.json');
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
  const { status } = run('vitest', ['run', '--config', 'web/vite.config.ts', ...reports], 'inherit');
  const result = readResult(outputFile);
  rmSync(scratch, { recursive: true, force: true });
  if (result === null) return { passed: 0, failed: 1, skipped: 0 };
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
function reportSkipped({ testResults }) {
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
