/** True in `npm run test:nightly`, which repeats random tests at their full counts and runs `*.nightly.spec.ts` as well. */
export const isNightly = process.env.PROGRAMME === 'nightly';

/** Registers a test for `npm run test:nightly` alone; docs/testing.md says what `npm test` has in its place. */
export const itNightly: (name: string, test: () => Promise<void>, timeoutMs?: number) => void = isNightly
  ? it
  : () => undefined;

/** A test run affords a fifth of the runs of a property. */
const SHARE_OF_PROPERTIES = 1 / 5;

/**
 * Number of runs of a property (`numRuns` of fast-check).
 *
 * @param nightly runs at full count
 */
export const propertyRuns = (nightly: number): number =>
  isNightly ? nightly : Math.ceil(nightly * SHARE_OF_PROPERTIES);
