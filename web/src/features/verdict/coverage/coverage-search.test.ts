import { describe, expect, it } from 'vitest';
import { readCoverageSearch } from './coverage-search';

describe('the view of coverage in the address', () => {
  it('has the folder with its slash, the file, the filter and the scan that it compares with', () => {
    expect(readCoverageSearch({ path: 'src', file: 'src/a.ts', only: 'worse', owner: 'mine', compare: '7' })).toEqual({
      path: 'src/',
      file: 'src/a.ts',
      only: 'worse',
      owner: 'mine',
      compare: 7,
    });
  });

  it('drops what it does not know, and what is worse than no scan', () => {
    expect(readCoverageSearch({ path: '', only: 'worse', compare: 'x' })).toEqual({});
    expect(readCoverageSearch({ only: 'other', compare: -1 })).toEqual({});
  });
});
