import { nameUnnamedReport } from './name-report.js';

describe('the name of a report without one', () => {
  const kept = (...reports: [tool: string, digest: string | null][]) =>
    reports.map(([tool, digest]) => ({ tool, digest }));

  it.each([
    ['the first', kept(), 'code-quality', false],
    ['the first beside others', kept(['eslint', null], ['code-qualities', 'a']), 'code-quality', false],
    ['the same bytes again', kept(['code-quality', 'a']), 'code-quality', true],
    ['a second', kept(['code-quality', 'b']), 'code-quality#2', false],
    ['a second beside one whose bytes are not known', kept(['code-quality', null]), 'code-quality#2', false],
    ['the bytes of the second', kept(['code-quality', 'b'], ['code-quality#2', 'a']), 'code-quality#2', true],
    ['a third', kept(['code-quality', 'b'], ['code-quality#2', 'c']), 'code-quality#3', false],
    ['one behind a gap', kept(['code-quality', 'b'], ['code-quality#7', 'c']), 'code-quality#8', false],
    ['one beside what is no number', kept(['code-quality#x', 'b'], ['code-quality#02', 'c']), 'code-quality', false],
  ])('of %s', (_, reports, tool, isKnown) => {
    expect(nameUnnamedReport('code-quality', 'a', reports)).toEqual({ tool, isKnown });
  });
});
