import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';

const root = path.dirname(path.dirname(import.meta.dirname));
const LIMIT = 2 ** 31;
/** Seed of a test run: a change is held to the same examples as the change before it. */
const FIXED = 20_261_130;

/**
 * Chooses the seed of random tests. A given number repeats a failure, and `random` draws one. By default a test run
 * has a fixed seed, so that no change fails by an example that is new to it, and the nightly run has that of the commit,
 * so that each night tries other examples.
 *
 * @param {string | undefined} wanted the variable `SEED`
 * @param {string} [programme] the variable `PROGRAMME`
 * @throws Error where the seed is neither a whole number nor `random`
 */
export function chooseSeed(wanted, programme) {
  if (wanted === 'random') return randomInt(LIMIT);
  if (wanted === undefined || wanted === '') return programme === 'nightly' ? seedOf(headCommit()) : FIXED;
  const seed = Number(wanted);
  if (!Number.isSafeInteger(seed)) throw new Error('SEED has to be a whole number, or "random".');
  return seed;
}

/** The first 31 bits of a commit's hash. */
export const seedOf = (commit) => Number.parseInt(commit.slice(0, 8), 16) % LIMIT;

/** The commit that is checked out; an unpacked archive has none, and counts as one of zeros. */
function headCommit() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '0'.repeat(40);
  }
}
