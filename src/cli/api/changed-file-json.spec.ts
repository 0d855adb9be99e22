import { changedFile, type Hunk } from '../../domain/changes/changed-lines.js';
import { parseChangedFiles } from '../../domain/changes/parse-changed-files.js';
import { toChangesBody } from './changed-file-json.js';

describe('toChangesBody', () => {
  const full = {
    path: 'src/cart.ts',
    oldPath: 'src/basket.ts',
    added: [[2, 2]],
    removed: [[2, 3]],
    hunks: [[2, 2, 2, 1]],
    hunksIgnoringSpace: [],
    status: 'renamed',
    kind: 'source',
    executableAdded: [[2, 2]],
    moved: [[2, 2]],
    unchangedButSpace: [],
    onTarget: [],
    closingAdded: [[2, 2]],
    coverageIgnored: [[7, 9]],
    editedScopes: ['Cart.total'],
  } as const;

  it('is read by the service as what it was made of', () => {
    const files = [changedFile({ path: 'README.md', status: 'deleted' }), full];
    expect(parseChangedFiles(JSON.parse(toChangesBody(files)))).toEqual({ ok: true, value: { files } });
  });

  it('leaves out what is not known', () => {
    expect(JSON.parse(toChangesBody([], { changedSinceBase: { commitSha: 'abcdef1', paths: ['a'] } }))).toEqual({
      files: [],
      changed_since_base: { commit_sha: 'abcdef1', paths: ['a'] },
    });
    expect(toChangesBody([changedFile({ path: 'a', added: [[1, 1]] })])).toBe(
      '{"files":[{"path":"a","added":[[1,1]]}]}',
    );
  });

  it('keeps to the lines of a change that is too large otherwise', () => {
    const hunks: Hunk[] = [[1, 1, 1, 1]];
    const files = [
      { ...full, hunks, hunksIgnoringSpace: hunks, editedScopes: Array<string>(60_000).fill('x'.repeat(500)) },
    ];
    expect(JSON.parse(toChangesBody(files))).toEqual({
      files: [{ path: 'src/cart.ts', old_path: 'src/basket.ts', added: [[2, 2]], status: 'renamed' }],
    });
  });
});
