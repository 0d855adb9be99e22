import fc from 'fast-check';
import { changedFile } from './changed-lines.js';
import { parseChangedFiles } from './parse-changed-files.js';

const fieldsOf = (json: unknown): string[] => {
  const reading = parseChangedFiles(json);
  return reading.ok ? [] : reading.errors.map(({ field }) => field);
};

describe('parseChangedFiles', () => {
  it('sorts, merges and normalises', () => {
    const json = {
      files: [
        { path: 'src\\b.ts', old_path: './src/old.ts', added: [[7, 9], [1, 2], [3, 3]] }, // prettier-ignore
        { path: './a.ts', old_path: null, added: [], note: 'ignored' },
      ],
      other: 1,
    };
    expect(parseChangedFiles(json)).toEqual({
      ok: true,
      value: {
        files: [
          changedFile({ path: 'a.ts' }),
          changedFile({ path: 'src/b.ts', oldPath: 'src/old.ts', added: [[1, 3], [7, 9]] }), // prettier-ignore
        ],
      },
    });
  });

  it('takes a change of nothing', () => {
    expect(parseChangedFiles({ files: [] })).toEqual({ ok: true, value: { files: [] } });
  });

  it('knows no rename of a file to itself', () => {
    expect(parseChangedFiles({ files: [{ path: 'a', old_path: './a', added: [] }] })).toMatchObject({
      value: { files: [{ path: 'a', oldPath: null }] },
    });
  });

  it.each<[label: string, json: unknown, fields: string[]]>([
    ['null', null, ['files']],
    ['a text', 'files', ['files']],
    ['a list', [], ['files']],
    ['no files', {}, ['files']],
    ['files that are no list', { files: { path: 'a' } }, ['files']],
    ['a file that is no object', { files: ['a'] }, ['files[0]']],
    ['a file that is null', { files: [null] }, ['files[0]']],
    ['no path', { files: [{ added: [] }] }, ['files[0].path']],
    ['a path that is no text', { files: [{ path: 1, added: [] }] }, ['files[0].path']],
    ['a path above the root', { files: [{ path: '../a', added: [] }] }, ['files[0].path']],
    ['an absolute path', { files: [{ path: '/a', added: [] }] }, ['files[0].path']],
    ['a path with NUL', { files: [{ path: 'a\0', added: [] }] }, ['files[0].path']],
    ['a bad old path', { files: [{ path: 'a', old_path: '', added: [] }] }, ['files[0].old_path']],
    ['no ranges', { files: [{ path: 'a' }] }, ['files[0].added']],
    ['ranges that are no list', { files: [{ path: 'a', added: '1-2' }] }, ['files[0].added']],
    ['a path twice', { files: [{ path: 'a', added: [] }, { path: './a', added: [] }] }, ['files[1].path']], // prettier-ignore
    [
      'several faults',
      { files: [{ path: '', added: [[0, 1], [1, 2], [3, 2]] }, 7] }, // prettier-ignore
      ['files[0].path', 'files[0].added[0]', 'files[0].added[2]', 'files[1]'],
    ],
  ])('refuses %s', (_label, json, fields) => {
    expect(fieldsOf(json)).toEqual(fields);
  });

  it.each<[range: unknown, accepted: boolean]>([
    [[1, 1], true],
    [[1, 2_147_483_647], true],
    [[1, 2_147_483_648], false],
    [[0, 1], false],
    [[-1, 1], false],
    [[2, 1], false],
    [[1.5, 2], false],
    [[1], false],
    [[1, 2, 3], false],
    [['1', '2'], false],
    [[null, 1], false],
    [{ from: 1, to: 2 }, false],
    [3, false],
  ])('takes the range %j: %p', (range, accepted) => {
    expect(parseChangedFiles({ files: [{ path: 'a', added: [range] }] }).ok).toBe(accepted);
  });

  it('names at most a hundred faults', () => {
    expect(fieldsOf({ files: [{ path: 'a', added: Array(5000).fill(0) }] })).toHaveLength(100);
    expect(fieldsOf({ files: Array(5000).fill(0) })).toHaveLength(100);
  });

  it('does not depend on the order, and never throws', () => {
    const json = fc.record({
      files: fc.uniqueArray(
        fc.record({
          path: fc.constantFrom('a', 'b/c', 'b/d', 'e'),
          added: fc.array(fc.integer({ min: 1, max: 50 }).map((line) => [line, line + 2])),
        }),
        { selector: ({ path }) => path },
      ),
    });
    fc.assert(
      fc.property(json, ({ files }) => {
        const reversed = files.map((file) => ({ ...file, added: file.added.toReversed() })).toReversed();
        expect(parseChangedFiles({ files: reversed })).toEqual(parseChangedFiles({ files }));
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof parseChangedFiles({ files: value }).ok === 'boolean'));
  });
});
