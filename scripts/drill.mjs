// `npm run drill`: what docs/reliability.md promises of an installation of several machines, at full size and with its figures: the
// primary is handed over and lost again and again under traffic, instances are replaced, Redis hangs and dies, the state of
// a chosen time is restored. A test run does each once, and asserts no times. The package is built before the first test
// (test/support/global-setup.ts); what a failed test has left behind ends with Jest.
//
// Usage: node scripts/drill.mjs [--rounds 5] [--only high-availability]
import { parseArgs } from 'node:util';
import { runRandomTests } from './support/run-random-tests.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});

await runRandomTests(`test/drills/${values.only}`, {
  counts: { DRILL_ROUNDS: values.rounds },
  options: ['--forceExit'],
});
