import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stderr } from 'node:process';
import { isNightly } from './programme.js';

/** A test run affords a twentieth of the nightly count of a test that takes longer than ten seconds. */
const SHARE_OF_COUNTS = 1 / 20;
const FAILED_SEEDS = path.join(__dirname, '../seeds');

/** Takes the seed of the run (scripts/support/seed.mjs) and prints it, so that a failure can be repeated. */
export function takeSeed(test: string): number {
  const seed = Number(process.env.SEED);
  stderr.write(`${test}: SEED=${seed}\n`);
  return seed;
}

/** Takes the seed of the run, and each with which this test has failed before (test/seeds). */
export function takeSeeds(test: string): number[] {
  return [takeSeed(test), ...parseSeeds(readFileSync(FAILED_SEEDS, 'utf8'), test)];
}

/** Reads the seeds of a test from lines `NAME: SEED # reason`; others are comments or blank. */
export function parseSeeds(text: string, test: string): number[] {
  return text
    .split('\n')
    .map((line) => /^([^#:]+): (\d+) +# \S/.exec(line))
    .filter((match) => match?.[1] === test)
    .map((match) => Number(match![2]));
}

/**
 * Number of runs of a random test.
 *
 * @param variable environment variable that overrides it
 * @param nightly count of `npm run test:nightly`
 * @param quick count of `npm test`, a twentieth by default
 * @throws Error where the variable holds anything but a positive whole number
 */
export function takeCount(variable: string, nightly: number, quick = Math.ceil(nightly * SHARE_OF_COUNTS)): number {
  const count = Number(process.env[variable] ?? (isNightly ? nightly : quick));
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${variable} has to be a positive whole number.`);
  return count;
}

/**
 * The cases of a table that a run affords: all in `npm run test:nightly`, else as many as `quick`, evenly spread from a place
 * that the seed gives.
 */
export function takeSome<Case>(cases: readonly Case[], quick: number): readonly Case[] {
  if (isNightly || quick >= cases.length) return cases;
  const first = Number(process.env.SEED) % cases.length;
  return Array.from({ length: quick }, (_, index) => {
    const place = first + Math.floor((index * cases.length) / quick);
    return cases[place % cases.length]!;
  });
}

/**
 * True for each case in `npm run test:nightly`, else for one of `turns` that follow each other; the seed says for which.
 *
 * @param at place of the case among all
 */
export const isOnTurn = (at: number, turns: number): boolean =>
  isNightly || (at + Number(process.env.SEED)) % turns === 0;
