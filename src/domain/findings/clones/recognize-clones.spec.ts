import type { LineRange } from '../../changes/changed-lines.js';
import { type KnownClone, recognizeClones, type TrackedClone } from './recognize-clones.js';

const place = (filePath: string) => ({ filePath, startLine: 1, endLine: 20 });
const aClone = (fields: Partial<TrackedClone> = {}): TrackedClone => ({
  issueId: 9,
  firstSeenScanId: 3,
  isNew: true,
  matchedBy: null,
  newBecause: 'no_base',
  isSuppressed: false,
  signature: 's',
  places: [place('a'), place('b')],
  ...fields,
});
const known = (fields: Partial<KnownClone> = {}): KnownClone => ({
  issueId: 1,
  firstSeenScanId: 1,
  signature: 's',
  copies: 2,
  files: new Set(['a', 'b']),
  ...fields,
});
const added = (...files: string[]) => new Map(files.map((file): [string, LineRange[]] => [file, [[1, 20]]]));
const NOTHING = added();

describe('which problem a clone is, and whether it is new', () => {
  it.each<[string, Partial<TrackedClone>, KnownClone[], ReturnType<typeof added> | null, object]>([
    [
      'new at its added copy',
      {},
      [],
      added('b'),
      { isNew: true, newBecause: 'added_line', place: place('b'), issueId: 9 },
    ],
    [
      'inherited where the change left it alone',
      {},
      [],
      NOTHING,
      { isNew: false, matchedBy: 'untouched', newBecause: null },
    ],
    [
      'inherited where the matcher knew it',
      { matchedBy: 'unchanged' },
      [],
      added('b'),
      { isNew: false, matchedBy: 'unchanged' },
    ],
    [
      'not known by what the change left alone',
      { matchedBy: 'untouched' },
      [],
      added('b'),
      { isNew: true, matchedBy: null },
    ],
    [
      'one that is known by its text',
      {},
      [known()],
      added('b'),
      { isNew: false, matchedBy: 'same_text', issueId: 1, firstSeenScanId: 1 },
    ],
    ['new where it has more copies than before', {}, [known({ copies: 1 })], added('b'), { isNew: true, issueId: 1 }],
    [
      'new by its copies where the matcher knew it',
      { issueId: 1, matchedBy: 'unchanged' },
      [known({ copies: 1 })],
      added('b'),
      { isNew: true, matchedBy: null },
    ],
    [
      'new in a file that had no copy, however many copies there were in others',
      { issueId: 1, matchedBy: 'kept_line' },
      [known({ files: new Set(['a']) })],
      added('b'),
      { isNew: true, matchedBy: null, place: place('b') },
    ],
    [
      'inherited where a copy went into another file',
      { issueId: 1, matchedBy: 'kept_line' },
      [known({ files: new Set(['a', 'c']) })],
      added('b'),
      { isNew: false },
    ],
    ['of another text', { signature: 't' }, [known()], added('b'), { isNew: true, issueId: 9 }],
    [
      'of a text that is not known',
      { signature: null },
      [known({ signature: null })],
      added('b'),
      { isNew: true, issueId: 9 },
    ],
    ['never new where it is suppressed', { isSuppressed: true }, [], added('b'), { isNew: false }],
    ['as tracking says without changed lines', {}, [], null, { isNew: true, newBecause: 'no_base', place: place('a') }],
    ['known by its text without changed lines', {}, [known()], null, { isNew: false, issueId: 1 }],
    [
      'new by its copies without changed lines',
      { isNew: false, newBecause: null },
      [known({ issueId: 9, copies: 1 })],
      null,
      { isNew: true, newBecause: 'not_in_base' },
    ],
  ])('is %s', (_, fields, base, lines, expected) => {
    const [first] = recognizeClones([aClone(fields)], base, lines, false);
    expect(first).toMatchObject(expected);
    const again = recognizeClones([{ ...aClone(fields), ...first }], base, lines, false);
    expect(again).toEqual([first]);
  });

  it('is nothing new on a baseline branch', () => {
    expect(recognizeClones([aClone()], [], added('b'), true)).toMatchObject([{ isNew: false, matchedBy: null }]);
    expect(recognizeClones([aClone()], [known()], null, true)).toMatchObject([{ issueId: 1, matchedBy: 'same_text' }]);
  });

  it('is handed out once', () => {
    const clones = [aClone({ issueId: 8 }), aClone({ issueId: 9 }), aClone({ issueId: 1, matchedBy: 'unchanged' })];
    const base = [known(), known({ issueId: 2 })];
    expect(recognizeClones(clones, base, NOTHING, false).map(({ issueId }) => issueId)).toEqual([2, 9, 1]);
  });
});
