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

  it('reads all that is known of a file', () => {
    const file = {
      path: 'src/cart.ts',
      old_path: 'src/basket.ts',
      added: [[5, 6], [2, 2]], // prettier-ignore
      removed: [[9, 9], [3, 3]], // prettier-ignore
      hunks: [[9, 1, 10, 0], [2, 1, 2, 1], [4, 0, 5, 2]], // prettier-ignore
      hunks_w: [[4, 0, 5, 2]],
      status: 'renamed',
      kind: 'source',
      executable_added: [[1, 2], [6, 9]], // prettier-ignore
      moved: [[2, 3], [5, 5]], // prettier-ignore
      unchanged_but_space: [[6, 6]],
      on_target: [[4, 5]],
      closing_added: [],
      coverage_ignored: [[40, 50], [1, 2]], // prettier-ignore
      edited_scopes: ['Cart.total', 'Cart', 'Cart.total'],
    };
    expect(parseChangedFiles({ files: [file] })).toEqual({
      ok: true,
      value: {
        files: [
          {
            path: 'src/cart.ts',
            oldPath: 'src/basket.ts',
            added: [[2, 2], [5, 6]], // prettier-ignore
            removed: [[3, 3], [9, 9]], // prettier-ignore
            hunks: [[2, 1, 2, 1], [4, 0, 5, 2], [9, 1, 10, 0]], // prettier-ignore
            hunksIgnoringSpace: [[4, 0, 5, 2]],
            status: 'renamed',
            kind: 'source',
            executableAdded: [[2, 2], [6, 6]], // prettier-ignore
            moved: [[2, 2], [5, 5]], // prettier-ignore
            unchangedButSpace: [[6, 6]],
            onTarget: [[5, 5]],
            closingAdded: [],
            coverageIgnored: [[1, 2], [40, 50]], // prettier-ignore
            editedScopes: ['Cart', 'Cart.total'],
          },
        ],
      },
    });
  });

  it('puts hunks in order, and takes what they remove from them where nothing else says it', () => {
    const file = { path: 'a', added: [[2, 3]], hunks: [[8, 2, 8, 0], [1, 0, 2, 2]] }; // prettier-ignore
    expect(
      parseChangedFiles({
        files: [
          {
            ...file,
            hunks: [
              [8, 2, 9, 0],
              [1, 0, 2, 2],
            ],
          },
        ],
      }),
    ).toMatchObject({
      // prettier-ignore
      value: { files: [{ hunks: [[1, 0, 2, 2], [8, 2, 9, 0]], removed: [[8, 9]] }] }, // prettier-ignore
    });
    expect(parseChangedFiles({ files: [file] })).toMatchObject({ value: { files: [{ hunks: null, removed: null }] } });
  });

  it('takes null for what is not known', () => {
    const unknown = { removed: null, hunks: null, hunks_w: null, status: null, kind: null };
    const file = { path: 'a', added: [], ...unknown, executable_added: null, edited_scopes: null };
    expect(parseChangedFiles({ files: [file] })).toEqual({ ok: true, value: { files: [changedFile({ path: 'a' })] } });
  });

  it.each<[field: string, value: unknown, faults: string[]]>([
    ['removed', 'all', ['removed']],
    ['removed', [[2, 1]], ['removed[0]']],
    ['hunks', {}, ['hunks']],
    ['hunks', [[1, 1, 1, 1], [1, 1, 1]], ['hunks[1]']], // prettier-ignore
    ['hunks', [[1, 1, 1, 0.5], [0, 0, 0, 0], [0, 1, 1, 1], [1, -1, 1, 1], [1, 1, 2_147_483_647, 1]], ['hunks[0]', 'hunks[1]', 'hunks[2]', 'hunks[3]', 'hunks[4]']], // prettier-ignore
    ['hunks_w', [null], ['hunks_w[0]']],
    ['status', 'copied', ['status']],
    ['kind', 1, ['kind']],
    ['executable_added', [1], ['executable_added[0]']],
    ['edited_scopes', 'Cart', ['edited_scopes']],
    ['edited_scopes', ['Cart', '', 7, 'x'.repeat(501)], ['edited_scopes[1]', 'edited_scopes[2]', 'edited_scopes[3]']],
    ['edited_scopes', Array.from({ length: 10_001 }, (_, index) => String(index)), ['edited_scopes']],
  ])('refuses %s of %j', (field, value, faults) => {
    const file = { path: 'a', added: [], [field]: value };
    expect(fieldsOf({ files: [file] })).toEqual(faults.map((fault) => `files[0].${fault}`));
  });

  it('refuses added lines of a deleted file', () => {
    expect(fieldsOf({ files: [{ path: 'a', added: [[1, 1]], status: 'deleted' }] })).toEqual(['files[0].added']);
    expect(fieldsOf({ files: [{ path: 'a', added: [], status: 'deleted' }] })).toEqual([]);
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
