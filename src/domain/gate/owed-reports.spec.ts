import { owedByNumber, owedReports } from './owed-reports.js';

describe('owedReports', () => {
  it.each<[string, string[], string[], string[]]>([
    ['nothing that was not announced', [], ['eslint'], []],
    ['nothing that came, in whatever case', ['ESLint', 'coverage'], ['coverage', 'eslint'], []],
    ['what did not come, as it was announced', ['semgrep', 'eslint', 'Tests'], ['eslint'], ['semgrep', 'Tests']],
  ])('owes %s', (_, announced, arrived, owed) => {
    expect(owedReports(announced, arrived)).toEqual(owed);
  });
});

describe('owedByNumber', () => {
  it.each<[string, number | null, number, string[]]>([
    ['nothing without a number', null, 0, []],
    ['nothing where all came', 2, 2, []],
    ['nothing where more came', 2, 3, []],
    ['what is missing', 3, 2, ['1 of 3 reports']],
  ])('owes %s', (_, announced, arrived, owed) => {
    expect(owedByNumber(announced, arrived)).toEqual(owed);
  });
});
