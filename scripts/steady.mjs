// `npm run test:steady`: runs each integration spec 20 times, without a second try, 10 of them beside a busy core. A run that
// was interrupted continues: what has passed on this commit is skipped. Names what failed with its seed and its log.
//
// Usage: node scripts/steady.mjs [pattern of paths]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seedOf } from './support/seed.mjs';
import { planRuns, record, stateFor } from './support/steady.mjs';

const root = path.dirname(import.meta.dirname);
const folder = path.join(root, 'test-results', 'steady');
const stateFile = path.join(folder, 'state.json');
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const PROJECT = '--selectProjects=integration';

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const pattern = process.argv[2] ?? '.';
const files = execFileSync(process.execPath, [jest, PROJECT, '--listTests', '--testPathPatterns', pattern], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((line) => path.isAbsolute(line))
  .map((file) => path.relative(root, file))
  .sort();

mkdirSync(folder, { recursive: true });
let state = stateFor(commit, existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : null);
const runs = planRuns(files, state);
for (const [at, run] of runs.entries()) {
  const seed = (seedOf(commit) + run.round) % 2 ** 31;
  const log = path.join(folder, `round-${run.round}-${path.basename(run.files[0], '.spec.ts')}.log`);
  const results = runTests(run, seed, log);
  state = record(state, run, results, { seed, log: path.relative(root, log) });
  writeFileSync(stateFile, JSON.stringify(state));
  if (run.files.every((file) => results[file]?.length === 0)) rmSync(log);
  console.log(`${at + 1} of ${runs.length} runs, round ${run.round}: ${state.failures.length} failed so far`);
}

for (const { file, test, round, seed, log } of state.failures)
  console.log(`FAILED: ${file}: ${test} (round ${round}, SEED=${seed}, ${log})`);
console.log(`${files.length} files, ${state.failures.length} failures`);
process.exit(state.failures.length > 0 ? 1 : 0);

/** Names of failed tests by file, all in a log. */
function runTests({ isBusy, files: tested }, seed, log) {
  const outputFile = `${log}.json`;
  const output = openSync(log, 'w');
  const busy = isBusy ? spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }) : null;
  try {
    const args = [jest, PROJECT, '--json', `--outputFile=${outputFile}`, '--runTestsByPath', ...tested];
    spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, SEED: String(seed) },
      stdio: ['ignore', 'ignore', output],
    });
  } finally {
    busy?.kill();
    closeSync(output);
  }
  if (!existsSync(outputFile)) return {};
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8'));
  rmSync(outputFile);
  return Object.fromEntries(testResults.map((result) => [path.relative(root, result.name), failuresOf(result)]));
}

function failuresOf({ status, assertionResults }) {
  const names = assertionResults.filter((each) => each.status === 'failed').map(({ fullName }) => fullName);
  return names.length === 0 && status === 'failed' ? ['failed outside of its tests'] : names;
}
