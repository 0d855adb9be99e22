import { type ComparedBase, type ComparedChange, warnOfBase } from './warn-of-base.js';

const base: ComparedBase = {
  branch: 'main',
  commitSha: 'abc1234'.padEnd(40, '0'),
  isExact: false,
  commitsBehind: 3,
};
const change: ComparedChange = {
  targetBranch: 'main',
  isMergeBaseKnown: true,
  base,
  untouchedCount: 0,
  newRules: [],
  reindentedCount: 0,
};

describe('warnOfBase', () => {
  it.each<[string, Partial<ComparedChange>, [code: string, message: string][]]>([
    ['nothing of a comparison that leaves nothing out', {}, []],
    [
      'what was inherited, and against what',
      { untouchedCount: 2 },
      [
        [
          'inherited_untouched',
          '2 findings on lines that the change did not touch count as inherited: compared with main at abc1234, 3 commits before the merge base.',
        ],
      ],
    ],
    [
      'a single one, a single commit behind',
      { untouchedCount: 1, base: { ...base, commitsBehind: 1 } },
      [
        [
          'inherited_untouched',
          '1 finding on lines that the change did not touch counts as inherited: compared with main at abc1234, 1 commit before the merge base.',
        ],
      ],
    ],
    [
      'one that rests on another run of the tools',
      { untouchedCount: 1, base: { ...base, isExact: true, commitsBehind: 0 } },
      [
        [
          'inherited_untouched',
          '1 finding on lines that the change did not touch counts as inherited: compared with main at abc1234, the merge base.',
        ],
      ],
    ],
    [
      'rules that the base has no finding of',
      { newRules: ['eqeqeq', 'no-eval'] },
      [
        [
          'rules_new_to_base',
          'Some rules have no finding on the base but report lines that the change did not touch. These findings count as inherited: eqeqeq, no-eval.',
        ],
      ],
    ],
    [
      'eleven such rules, the last of which it only counts',
      { newRules: Array.from('abcdefghijk') },
      [
        [
          'rules_new_to_base',
          'Some rules have no finding on the base but report lines that the change did not touch. These findings count as inherited: a, b, c, d, e, f, g, h, i, j and 1 more.',
        ],
      ],
    ],
    [
      'findings on re-indented lines',
      { reindentedCount: 2 },
      [
        [
          'lines_reindented',
          '2 findings are not on the base, but only white space changed on their lines, so they count as inherited.',
        ],
      ],
    ],
    [
      'a merge base that nobody named',
      { isMergeBaseKnown: false, base: { ...base, commitsBehind: null } },
      [
        [
          'base_unknown',
          'The scan does not name a merge base (base_sha): compared with main at abc1234, its newest scan.',
        ],
      ],
    ],
    [
      'a base without a commit',
      { isMergeBaseKnown: false, base: { ...base, commitSha: null, commitsBehind: null } },
      [['base_unknown', 'The scan does not name a merge base (base_sha): compared with main, its newest scan.']],
    ],
    [
      'neither merge base nor base',
      { isMergeBaseKnown: false, base: null },
      [['base_unknown', 'The scan does not name a merge base (base_sha): main has no completed scan to compare with.']],
    ],
    [
      'a target that was never scanned',
      { targetBranch: 'release/1', base: null },
      [['no_base', 'Nothing to compare with: release/1 has no completed scan.']],
    ],
  ])('says %s', (_, fields, expected) => {
    expect(warnOfBase({ ...change, ...fields }).map(({ code, message }) => [code, message])).toEqual(expected);
  });
});
