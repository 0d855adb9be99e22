// The test command: Jest, then the import boundaries, then one closing line that counts both.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-test-'));
const outputFile = path.join(scratch, 'jest.json');

const jest = spawnSync(
  bin('jest'),
  ['--json', `--outputFile=${outputFile}`, '--silent=false', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const boundaries = spawnSync(bin('depcruise'), ['src', '--config', '.dependency-cruiser.cjs'], {
  cwd: root,
  stdio: 'inherit',
});

let passed = 0;
let failed = 0;
let skipped = 0;
try {
  const result = JSON.parse(readFileSync(outputFile, 'utf8'));
  passed = result.numPassedTests;
  failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped = result.numPendingTests;
  for (const suite of result.testResults)
    for (const test of suite.assertionResults) if (test.status === 'pending') console.log(`skipped: ${test.fullName}`);
} catch {
  console.error('Jest wrote no result.');
  failed += 1;
}
if (jest.status !== 0 && failed === 0) failed += 1;
if (boundaries.status === 0) passed += 1;
else failed += 1;
rmSync(scratch, { recursive: true, force: true });
if (skipped > 0) console.log(`${skipped} skipped, named above`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
