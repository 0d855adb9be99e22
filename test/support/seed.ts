import { randomInt } from 'node:crypto';
import { stderr } from 'node:process';

/**
 * The seed of a random test: that of the variable `SEED`, else a new one. It is printed, so that a failure can be had
 * again.
 */
export function takeSeed(test: string): number {
  const given = process.env.SEED;
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  if (!Number.isSafeInteger(seed)) throw new Error('SEED has to be a whole number.');
  stderr.write(`${test}: SEED=${seed}\n`);
  return seed;
}

/** How often a random test repeats itself: as the variable says, else as often as a test run can afford. */
export function takeCount(variable: string, inTestRun: number): number {
  const count = Number(process.env[variable] ?? inTestRun);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${variable} has to be a positive whole number.`);
  return count;
}
