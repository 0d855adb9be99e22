import { changedFile } from './changed-lines.js';
import { countMovedLines, coverableLines, executableLines, warnOfIgnored, writtenLines } from './counted-lines.js';

const aFile = (fields: object) => changedFile({ path: 'a.rb', added: [[1, 10]], ...fields });

describe('lines that a change wrote', () => {
  const file = aFile({ moved: [[2, 4]], unchangedButSpace: [[4, 5], [10, 10]] }); // prettier-ignore
  it('are neither moved nor other white space', () => {
    expect(writtenLines(file)).toEqual([[1, 1], [6, 9]]); // prettier-ignore
    expect(countMovedLines([file, aFile({}), aFile({ moved: [] })])).toBe(5);
  });

  it('are not on the target branch by now, which is no move', () => {
    const squashed = aFile({ moved: [[2, 2]], onTarget: [[3, 6]], executableAdded: [[1, 7]] }); // prettier-ignore
    expect(writtenLines(squashed)).toEqual([[1, 1], [7, 10]]); // prettier-ignore
    expect(executableLines(squashed)).toEqual([[1, 1], [7, 7]]); // prettier-ignore
    expect(countMovedLines([squashed])).toBe(1);
  });

  it('are unknown where no file says which', () => {
    expect(countMovedLines([])).toBeNull();
    expect(countMovedLines([aFile({})])).toBeNull();
    expect(countMovedLines([aFile({ moved: [] })])).toBe(0);
  });
});

describe('lines whose coverage is measured', () => {
  it.each([
    ['all, where nothing else is known', {}, [[1, 10]]],
    ['those that can run', { executableAdded: [[2, 3]] }, [[2, 3]]],
    [
      'all but closing punctuation, where that is known',
      { executableAdded: [[2, 3]], closingAdded: [[9, 10]] },
      [[1, 8]],
    ],
    ['those that no directive takes out', { coverageIgnored: [[5, 99]] }, [[1, 4]]],
    ['those that were written', { moved: [[1, 6]], executableAdded: [[5, 7]] }, [[7, 7]]],
  ])('are %s', (_, fields, expected) => {
    expect(coverableLines(aFile(fields))).toEqual(expected);
  });

  it('are counted for an untested file by its executable lines', () => {
    const known = { executableAdded: [[2, 8]], moved: [[1, 3]], coverageIgnored: [[8, 9]], closingAdded: [[7, 7]] };
    expect(executableLines(aFile(known))).toEqual([[4, 7]]);
    expect(executableLines(aFile({ moved: [[1, 3]] }))).toBeNull();
  });
});

describe('warnOfIgnored', () => {
  it('names files with added lines that a directive takes out of coverage', () => {
    const ignored = [[4, 20]];
    expect(warnOfIgnored([aFile({ coverageIgnored: ignored })])).toEqual([
      { code: 'coverage_ignored_added', message: 'A directive excludes added lines from coverage: a.rb.' },
    ]);
    expect(
      warnOfIgnored([aFile({ coverageIgnored: [[11, 20]] }), aFile({ coverageIgnored: ignored, moved: ignored })]),
    ).toEqual([]);
  });
});
