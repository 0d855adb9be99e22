// `npm run fuzz`: far more random requests and sequences than a test run can afford, against the service in one process
// and a database of its own. Ends with the first failures, each of which names the seed that brings it back.
//
// Usage: node scripts/fuzz.mjs [--requests 1000000] [--sequences 20000] [--steps 40] [--histories 20000] [--seed N]
//   [--only fuzz/contract]
import { parseArgs } from 'node:util';
import { runRandomTests } from './support/run-random-tests.mjs';

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

runRandomTests(`test/(${values.only})`, {
  FUZZ_REQUESTS: values.requests,
  FUZZ_SEQUENCES: values.sequences,
  FUZZ_STEPS: values.steps,
  HISTORIES: values.histories,
  SEED: values.seed,
});
