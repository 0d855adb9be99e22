import { flagged } from '../../../../test/support/flagged-code.js';
import { changedFile } from '../../changes/changed-lines.js';
import { extractFeatures } from '../features/extract-features.js';
import { findUntouched, hashChanges, NOTHING_KNOWN } from './known-changes.js';

const SECRET = new Uint8Array(32).fill(2);
const table = extractFeatures(
  flagged('«one»;\n«two»;\n«three»;\n').map((finding) => ({
    ...finding,
    region: { ...finding.region, endLine: finding.region.startLine! + 1 },
  })),
  SECRET,
);
const untouched = (...files: { path: string; added: [number, number][] }[]): boolean[] => {
  const isUntouched = findUntouched(table, hashChanges({ files: files.map(changedFile) }, SECRET));
  return [0, 1, 2].map(isUntouched);
};

describe('findUntouched', () => {
  it('asks whether any flagged line was added', () => {
    expect(untouched({ path: 'src/cart.js', added: [[2, 2]] })).toEqual([false, false, true]);
    expect(untouched({ path: 'src/cart.js', added: [[4, 9]] })).toEqual([true, true, false]);
    expect(untouched({ path: 'src/cart.js', added: [] })).toEqual([true, true, true]);
  });

  it('takes a file that the change does not name as left alone', () => {
    expect(untouched({ path: 'src/other.js', added: [[1, 9]] })).toEqual([true, true, true]);
  });

  it('asks all changed files of that name where the tool may write its paths otherwise', () => {
    const added: [number, number][] = [[2, 2]];
    const files = ['web/src/cart.js', 'cart.js'].map((path) => changedFile({ path, added }));
    const rows = (...args: Parameters<typeof hashChanges>) => [0, 1, 2].map(findUntouched(table, hashChanges(...args)));
    expect(rows({ files }, SECRET, false)).toEqual([false, false, true]);
    expect(rows({ files }, SECRET, true)).toEqual([true, true, true]);
    const named = changedFile({ path: 'src/cart.js' });
    expect(rows({ files: [...files, named] }, SECRET, false)).toEqual([true, true, true]);
  });

  it('takes lines that differ in their white space alone as left alone', () => {
    const file = changedFile({ path: 'src/cart.js', added: [[1, 4]], hunks: [[1, 4, 1, 4]], hunksIgnoringSpace: [] });
    const isUntouched = findUntouched(table, hashChanges({ files: [file] }, SECRET));
    expect([0, 1, 2].map(isUntouched)).toEqual([true, true, true]);
  });

  it('is never so while the lines are not known', () => {
    expect(findUntouched(table, NOTHING_KNOWN)(0)).toBe(false);
  });
});

describe('hashChanges', () => {
  it('names renames by hashes', () => {
    const { renames } = hashChanges(
      {
        files: [changedFile({ path: 'b.js', oldPath: 'a.js' }), changedFile({ path: 'c.js' })],
      },
      SECRET,
    );
    expect(renames).toHaveLength(1);
    expect(renames[0]!.from).toEqual(extractFeatures(flagged('«x»', { path: 'a.js' }), SECRET).hash(0, 'path'));
  });
});
