import { stderr } from 'node:process';

/** Takes the seed of the run (scripts/support/seed.mjs) and prints it, so that a failure can be repeated. */
export function takeSeed(test: string): number {
  const seed = Number(process.env.SEED);
  stderr.write(`${test}: SEED=${seed}\n`);
  return seed;
}

/** Number of runs of a random test: the variable's, else as many as a test run can afford. */
export function takeCount(variable: string, inTestRun: number): number {
  const count = Number(process.env[variable] ?? inTestRun);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${variable} has to be a positive whole number.`);
  return count;
}
