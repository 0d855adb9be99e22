import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';

const root = path.dirname(path.dirname(import.meta.dirname));
const LIMIT = 2 ** 31;

/**
 * Chooses the seed of random tests. A given number brings a failure back, `random` draws one, and by default the commit
 * decides: a run that is repeated finds what it found before, and the next commit tries other examples.
 *
 * @param {string | undefined} wanted the variable `SEED`
 * @throws Error where it is neither a whole number nor `random`
 */
export function chooseSeed(wanted) {
  if (wanted === undefined || wanted === '') return seedOf(headCommit());
  if (wanted === 'random') return randomInt(LIMIT);
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
