import type { FieldError } from '../exact/field-error.js';
import { changedFile, type Hunk } from './changed-lines.js';
import { compareLanded, LANDED_LIMITS, readLanded } from './landed.js';

const file = (path: string, ...hunks: Hunk[]) => changedFile({ path, hunks });

describe('compareLanded', () => {
  const pull = [file('a.js', [1, 1, 1, 2], [9, 0, 11, 3]), file('b.js', [4, 2, 4, 2])];

  it.each<[string, ReturnType<typeof file>[], ReturnType<typeof compareLanded>]>([
    ['the very same lines', pull, 'same'],
    [
      'the same lines in other places, beside another change',
      [...pull.slice(1), file('a.js', [5, 1, 8, 2], [30, 0, 33, 3]), file('c.js')],
      'same',
    ],
    ['half of them', [file('a.js', [5, 1, 8, 2], [30, 9, 33, 3]), file('b.js', [4, 2, 4, 2])], 'same'],
    [
      'less than half of them, with room for others',
      [file('a.js', [5, 1, 8, 2]), file('b.js', [4, 2, 4, 3])],
      'likely',
    ],
    ['less than half of them', [file('a.js', [5, 1, 8, 2]), file('b.js', [4, 1, 4, 3])], null],
    ['all but a file', [pull[0]!], null],
    ['nothing', [], null],
  ])('compares with %s', (_, landed, expected) => {
    expect(compareLanded(pull, landed)).toBe(expected);
  });

  it('does not take a change without lines for one that landed', () => {
    expect(compareLanded([], pull)).toBeNull();
    expect(compareLanded([file('a.js')], pull)).toBeNull();
  });
});

describe('readLanded', () => {
  const sha = 'ABCDEF1'.padEnd(40, '0');
  const read = (value: unknown) => {
    const errors: FieldError[] = [];
    return [readLanded(value, errors), errors.map(({ field }) => field)] as const;
  };

  it('reads commits in lower case', () => {
    const landed = { commits: [sha.toLowerCase()], pullRequests: [7], beforeReverted: [[sha.toLowerCase()]] };
    expect(read({ commits: [sha], pull_requests: [7], before_reverted: [[sha]] })).toEqual([landed, []]);
    expect(read({})).toEqual([{ commits: [], pullRequests: [], beforeReverted: [] }, []]);
  });

  it.each<[string, unknown, string]>([
    ['a commit that is none', { commits: ['main'] }, 'landed.commits'],
    ['more commits than may be', { commits: Array(LANDED_LIMITS.commits + 1).fill(sha) }, 'landed.commits'],
    ['a number that is none', { pull_requests: [0] }, 'landed.pull_requests'],
    ['a list of commits in place of lists', { before_reverted: [sha] }, 'landed.before_reverted'],
  ])('refuses %s', (_, value, field) => {
    expect(read(value)).toEqual([null, [field]]);
  });

  it('takes as many commits as may be', () => {
    expect(read({ commits: Array(LANDED_LIMITS.commits).fill(sha) })[1]).toEqual([]);
  });
});
