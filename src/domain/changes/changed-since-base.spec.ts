import type { FieldError } from '../exact/field-error.js';
import { changedFile } from './changed-lines.js';
import { exactFilesPct, readChangedSinceBase } from './changed-since-base.js';

const COMMIT = 'A1'.repeat(20);

describe('readChangedSinceBase', () => {
  it('takes a commit and paths', () => {
    const errors: FieldError[] = [];
    const paths = Array.from({ length: 10_000 }, (_, at) => `src/${at}.ts`);
    expect(readChangedSinceBase({ commit_sha: COMMIT, paths }, errors)).toEqual({
      commitSha: COMMIT.toLowerCase(),
      paths,
    });
    expect(errors).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    [7, ['changed_since_base.commit_sha', 'changed_since_base.paths']],
    [{ paths: [] }, ['changed_since_base.commit_sha']],
    [{ commit_sha: 'abc123', paths: [] }, ['changed_since_base.commit_sha']],
    [{ commit_sha: COMMIT }, ['changed_since_base.paths']],
    [{ commit_sha: COMMIT, paths: ['../a'] }, ['changed_since_base.paths[0]']],
    [{ commit_sha: COMMIT, paths: Array.from({ length: 10_001 }, () => 'a') }, ['changed_since_base.paths']],
  ])('refuses %j', (value, fields) => {
    const errors: FieldError[] = [];
    expect(readChangedSinceBase(value, errors)).toBeNull();
    expect(errors.map(({ field }) => field)).toEqual(fields);
  });
});

describe('exactFilesPct', () => {
  const files = ['a', 'b', 'c'].map((path) => changedFile({ path }));

  it.each([
    [files, [], 100],
    [files, ['b', 'z'], 66.6],
    [[changedFile({ path: 'new', oldPath: 'old' })], ['old'], 0],
    [[changedFile({ path: 'new', oldPath: 'old' })], ['new'], 100],
    [[], ['a'], 100],
    [files, null, null],
    [null, [], null],
  ])('of %j, where %j differ', (changed, others, expected) => {
    expect(exactFilesPct(changed, others)).toBe(expected);
  });
});
