// `npm run chaos`: the built service is killed at random moments of ingest and complete, its PostgreSQL is killed under
// it, its way to the database is disturbed, its disk fills up; webhooks and forges are reported to meanwhile, and commits are
// judged again while their forge disturbs each request. More often than in a test run.
//
// Usage: node scripts/chaos.mjs [--cycles 200] [--disturbances 40] [--commits 10000] [--seed N] [--only service/crash]
import { parseArgs } from 'node:util';
import { runRandomTests } from './support/run-random-tests.mjs';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '200' },
    disturbances: { type: 'string', default: '40' },
    commits: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    only: { type: 'string', default: 'chaos/|service/crash|embedded/crash|e2e/reach/forge-races' },
  },
});

await runRandomTests(`test/(${values.only})`, {
  counts: { CHAOS_CYCLES: values.cycles, CHAOS_DISTURBANCES: values.disturbances, FORGE_COMMITS: values.commits },
  seed: values.seed,
});
