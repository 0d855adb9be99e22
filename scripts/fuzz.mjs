// `npm run fuzz`: far more random requests and sequences than a test run can afford, against the service in one process
// and a database of its own. Ends with the first failures, each of which names the seed that brings it back.
//
// Usage: node scripts/fuzz.mjs [--requests 1000000] [--sequences 20000] [--steps 40] [--histories 20000] [--seed N]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.dirname(import.meta.dirname);
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    sequences: { type: 'string', default: '20000' },
    steps: { type: 'string', default: '40' },
    histories: { type: 'string', default: '20000' },
    seed: { type: 'string' },
    only: { type: 'string', default: 'fuzz|concurrency' },
  },
});

const started = performance.now();
const { status } = spawnSync(
  path.join(root, 'node_modules/.bin/jest'),
  ['--selectProjects=integration', '--testPathPatterns', `test/(${values.only})/`, '--runInBand'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FUZZ_REQUESTS: values.requests,
      FUZZ_SEQUENCES: values.sequences,
      FUZZ_STEPS: values.steps,
      HISTORIES: values.histories,
      ...(values.seed !== undefined && { SEED: values.seed }),
    },
  },
);
console.log(`${Math.round((performance.now() - started) / 1000)} s in all`);
process.exit(status ?? 1);
