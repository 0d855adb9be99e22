import { owedReports } from './owed-reports.js';

describe('owedReports', () => {
  it.each<[string, string[], string[], string[]]>([
    ['nothing that was not announced', [], ['eslint'], []],
    ['nothing that came, in whatever case', ['ESLint', 'coverage'], ['coverage', 'eslint'], []],
    ['what did not come, as it was announced', ['semgrep', 'eslint', 'Tests'], ['eslint'], ['semgrep', 'Tests']],
  ])('owes %s', (_, announced, arrived, owed) => {
    expect(owedReports(announced, arrived)).toEqual(owed);
  });
});
