// `npm run fuzz`: far more random requests and sequences than a test run can afford, shared by as many processes as the
// machine has processors, each with the service and a database of its own. A process ends with its first failures, each
// of which names the seed that brings it back (in one process).
//
// Usage: node scripts/fuzz.mjs [--requests 1000000] [--sequences 20000] [--steps 40] [--histories 20000]
//   [--stored 400] [--commands 10000] [--texts 200000] [--rounds 20] [--seed N] [--only fuzz/contract] [--processes 2]
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runRandomTests } from './support/run-random-tests.mjs';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    sequences: { type: 'string', default: '20000' },
    steps: { type: 'string', default: '40' },
    histories: { type: 'string', default: '20000' },
    stored: { type: 'string', default: '400' },
    commands: { type: 'string', default: '10000' },
    texts: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', default: 'fuzz|concurrency' },
  },
});

/** Measures times, which other processes would lengthen. */
const isMeasuring = values.only === 'security/patterns';

await runRandomTests(`test/(${values.only})`, {
  counts: {
    FUZZ_REQUESTS: values.requests,
    FUZZ_SEQUENCES: values.sequences,
    HISTORIES: values.histories,
    FUZZ_STORED: values.stored,
    FUZZ_COMMANDS: values.commands,
    FUZZ_READERS: values.texts,
    PATTERN_ROUNDS: values.rounds,
  },
  environment: { FUZZ_STEPS: values.steps },
  seed: values.seed,
  processes: isMeasuring ? 1 : Number(values.processes),
});
