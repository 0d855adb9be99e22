import { stderr } from 'node:process';
import fc from 'fast-check';
import { type PrivateApp, startPrivateApp } from '../support/private-app.js';
import { takeCount, takeSeed } from '../support/seed.js';
import { editsArbitrary, projectArbitrary, TOOLS } from './support/stored-project.js';
import { StoredScans, type StoredStep } from './support/stored-scans.js';

/** `npm run fuzz` asks for more. */
const SEQUENCES = takeCount('FUZZ_STORED', 4, 1);
const MOST_STEPS = 10;

const push: fc.Arbitrary<StoredStep> = fc.record({
  do: fc.constant('push' as const),
  line: fc.constantFrom(0, 0, 1, 2, 2, 3),
  edits: editsArbitrary,
  replaced: fc.option(editsArbitrary, { freq: 3, nil: null }),
  base: fc.option(fc.nat(5), { freq: 2, nil: null }),
  tools: fc.oneof({ weight: 5, arbitrary: fc.constant(TOOLS) }, { weight: 1, arbitrary: fc.subarray([...TOOLS]) }),
  hasClones: fc.boolean(),
  isLarge: fc.boolean(),
  version: fc.constantFrom('1', '1', '1', '1', '2'),
  changes: fc.constantFrom('none' as const, 'early' as const, 'late' as const),
  isCompleted: fc.constantFrom(true, true, true, false),
  isSwept: fc.boolean(),
});
const other: fc.Arbitrary<StoredStep> = fc.oneof(
  fc.record({ do: fc.constantFrom('complete' as const, 'complete' as const, 'rebuild' as const, 'undo' as const) }),
  fc.record({ do: fc.constant('mark' as const), scan: fc.nat(20), finding: fc.nat(60), isMarked: fc.boolean() }),
  fc.record({ do: fc.constant('mark' as const), scan: fc.nat(20), finding: fc.nat(60), isMarked: fc.constant(true) }),
  fc.record({ do: fc.constant('delete' as const), scans: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }) }),
);
const steps = fc.array(fc.oneof({ weight: 2, arbitrary: push }, { weight: 1, arbitrary: other }), {
  minLength: MOST_STEPS / 2,
  maxLength: MOST_STEPS,
  size: 'max',
});

/** Findings are stored as what changed; the model stores every scan whole, and recognizes whole reports. */
describe('stored findings', () => {
  let app: PrivateApp;
  let repos = 0;
  const taken = new Map<string, number>();

  beforeAll(async () => {
    app = await startPrivateApp({ RETENTION_MAX_CHANGE_DETAILS_DAYS: '100' });
  });
  afterAll(() => app.stop());

  it(
    `are those of a model that stores all of them whole, after each step of ${SEQUENCES} random sequences`,
    async () => {
      await fc.assert(
        fc.asyncProperty(projectArbitrary, steps, async (project, sequence) => {
          repos += 1;
          const scans = new StoredScans(app, `acme/stored-${repos}`, project, taken);
          for (const step of sequence) await scans.run(step);
          await scans.end();
        }),
        // A failure is named as it came: to make it smaller takes minutes.
        { seed: takeSeed('stored findings'), numRuns: SEQUENCES, endOnFailure: true },
      );
      stderr.write(`${[...taken].map(([kind, count]) => `${kind}: ${count}`).join(', ')}\n`);
    },
    60_000 + SEQUENCES * 40_000,
  );
});
