import fc from 'fast-check';
import { type BaseCandidate, chooseBase, type CommitLine } from './choose-base.js';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);
const D = 'd'.repeat(40);

/** Scans by their commits, the newest first; the last has id 1. */
const scans = (...commits: (string | null)[]): BaseCandidate<number>[] =>
  commits.map((commitSha, at) => ({ id: commits.length - at, commitSha }));

const line = (baseSha: string | null, ...baseCommits: string[]): CommitLine => ({ baseSha, baseCommits });

describe('chooseBase', () => {
  it.each<[string, BaseCandidate<number>[], CommitLine, [id: number, isExact: boolean, behind: number | null] | null]>([
    ['none without scans', [], line(A, B), null],
    ['the merge base, though newer ones were scanned', scans(C, B, A), line(B, A), [2, true, 0]],
    ['the newest scan of the merge base', scans(C, B, B, A), line(B, A), [3, true, 0]],
    ['the nearest ancestor', scans(D, B, A), line(C, B, A), [2, false, 1]],
    ['an ancestor further back', scans(D, A), line(C, B, A), [1, false, 2]],
    ['the newest where no commit of the line was scanned', scans(D, C), line(B, A), [2, false, null]],
    ['the newest where CI names no merge base', scans(C, B), line(null, B), [2, false, null]],
    ['the newest among scans without a commit', scans(null, null), line(B, A), [2, false, null]],
    ['an older one of the merge base, where the newest has no commit', scans(null, B), line(B), [1, true, 0]],
    ['the merge base by an abbreviation', scans(C, B), line(B.slice(0, 7)), [1, true, 0]],
    ['an ancestor by an abbreviation', scans(C, A), line(B, A.slice(0, 12)), [1, false, 1]],
    ['a scan that names its commit by an abbreviation', scans(C, B.slice(0, 4)), line(B), [1, true, 0]],
    [
      'not by an abbreviation that two scanned commits begin with',
      scans(C, `${'b'.repeat(7)}1`, `${'b'.repeat(7)}2`),
      line('b'.repeat(7)),
      [3, false, null],
    ],
    [
      'not a scan whose abbreviation two commits of the line begin with',
      scans(C, 'bbbb'),
      line(`${'b'.repeat(7)}1`, `${'b'.repeat(7)}2`),
      [2, false, null],
    ],
    ['the very commit before what it abbreviates', scans(B, 'bbbbbbb'), line('bbbbbbb'), [1, true, 0]],
  ])('chooses %s', (_, candidates, of, expected) => {
    const chosen = chooseBase(candidates, of);
    expect(chosen && [chosen.id, chosen.isExact, chosen.commitsBehind]).toEqual(expected);
  });

  const commit = fc.constantFrom(...'0123456789abcdef').map((digit) => digit.repeat(40));
  const candidates = fc.array(fc.option(commit, { nil: null })).map((commits) => scans(...commits));

  it('never prefers a scan over one of a nearer commit, or over a newer one of its commit', () => {
    fc.assert(
      fc.property(candidates, commit, fc.uniqueArray(commit), (all, baseSha, baseCommits) => {
        const chosen = chooseBase(all, { baseSha, baseCommits });
        const places = [baseSha, ...baseCommits];
        const placeOf = ({ commitSha }: BaseCandidate<number>) =>
          commitSha === null || !places.includes(commitSha) ? Infinity : places.indexOf(commitSha);
        const best = [...all].sort((one, other) => placeOf(one) - placeOf(other) || other.id - one.id)[0];
        expect(chosen?.id).toBe(best?.id);
        if (!best) return;
        const place = placeOf(best);
        expect(chosen).toMatchObject({ isExact: place === 0, commitsBehind: place === Infinity ? null : place });
      }),
    );
  });

  it('needs of the other scans only the newest', () => {
    fc.assert(
      fc.property(candidates, commit, fc.array(commit), (all, baseSha, baseCommits) => {
        const of = { baseSha, baseCommits };
        const isOnLine = ({ commitSha }: BaseCandidate<number>) =>
          commitSha !== null && [baseSha, ...baseCommits].includes(commitSha);
        expect(
          chooseBase(
            all.filter((each, at) => at === 0 || isOnLine(each)),
            of,
          ),
        ).toEqual(chooseBase(all, of));
      }),
    );
  });
});
