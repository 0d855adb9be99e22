import { describeHolder, type HoldingFinding, type RatedPart } from './held-down.js';
import { type Rating } from './ratings.js';

const PARSE = {
  type: 'complexity',
  message: "Function 'parse' has a complexity of 92. Maximum allowed is 20.",
  filePath: 'lib/parse.js',
};
const EVAL = { type: 'security', message: 'eval of a request.\nSee more.', filePath: null };

describe('what holds a rating down', () => {
  it.each<[RatedPart, Rating | null, HoldingFinding | null, string | null]>([
    ['reliability', 'D', PARSE, 'Reliability D: complexity 92 of parse in lib/parse.js'],
    [
      'maintainability',
      'B',
      { ...PARSE, message: 'Complexity is 17.' },
      'Maintainability B: complexity 17 in lib/parse.js',
    ],
    ['reliability', 'E', EVAL, 'Reliability E: eval of a request'],
    ['reliability', 'D', null, null],
    ['reliability', 'A', PARSE, null],
    ['reliability', null, PARSE, null],
    ['coverage', 'D', null, 'Coverage D: tests run 45.1 % of all lines'],
    ['duplication', 'C', null, 'Duplication C: 4.5 % of all lines are duplicates'],
  ])('%s %s', (part, letter, worst, expected) => {
    const ratings = { reliability: null, maintainability: null, coverage: null, duplication: null, [part]: letter };
    expect(describeHolder(part, ratings, worst, { coveragePct: 45.1, duplicationPct: 4.5 })).toBe(expected);
  });

  it('shows percentages with two decimals', () => {
    const ratings = { reliability: null, maintainability: null, coverage: 'D', duplication: 'D' } as const;
    const measures = { coveragePct: 45.104, duplicationPct: 6.108597285067873 };
    expect(describeHolder('coverage', ratings, null, measures)).toContain('tests run 45.1 %');
    expect(describeHolder('duplication', ratings, null, measures)).toContain('D: 6.11 %');
  });

  it('is not known without a measure', () => {
    const ratings = { reliability: null, maintainability: null, coverage: 'E', duplication: 'E' } as const;
    const unknown = { coveragePct: null, duplicationPct: null };
    expect(describeHolder('coverage', ratings, null, unknown)).toBeNull();
    expect(describeHolder('duplication', ratings, null, unknown)).toBeNull();
  });
});
