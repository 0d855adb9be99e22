import { closingLines } from './closing-lines.js';

describe('closingLines', () => {
  it.each(['}', '\t}', '});', '  ])', '},', '} // if', '}));', ']; # end'])('are %j', (line) => {
    expect(closingLines(line)).toEqual([[1, 1]]);
  });

  it.each(['', '{', '} else {', 'end', ');a()', '}, {', ',', '// }', 'return }'])('are not %j', (line) => {
    expect(closingLines(line)).toEqual([]);
  });
});
