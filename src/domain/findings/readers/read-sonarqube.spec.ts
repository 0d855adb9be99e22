import { readResults } from '../../../../test/support/read-results.js';

const location = {
  message: 'No.',
  filePath: 'src/a.ts',
  textRange: { startLine: 3, endLine: 4, startColumn: 0, endColumn: 8 },
};
const issue = (more: object) => ({ engineId: 'lint', ruleId: 'R1', primaryLocation: location, ...more });

describe('readSonarQube', () => {
  it('reads issues, whose columns count from 0', () => {
    const read = readResults({ issues: [issue({ severity: 'MAJOR', type: 'CODE_SMELL', effortMinutes: 5 })] });
    expect(read.tools).toEqual([['lint', null, 'ok']]);
    expect(read.findings).toMatchObject([
      {
        ruleId: 'R1',
        message: 'No.',
        filePath: 'src/a.ts',
        region: { startLine: 3, startColumn: 1, endLine: 4, endColumn: 9 },
        type: 'code_smell',
        severity: 'medium',
      },
    ]);
  });

  it.each([
    ['BLOCKER', 'critical'],
    ['CRITICAL', 'high'],
    ['MAJOR', 'medium'],
    ['MINOR', 'low'],
    ['INFO', 'info'],
  ])('judges %s', (severity, expected) => {
    expect(readResults({ issues: [issue({ severity })] }).findings).toMatchObject([{ severity: expected }]);
  });

  it.each([
    ['BUG', 'bug'],
    ['VULNERABILITY', 'security'],
    ['SECURITY_HOTSPOT', 'security'],
    ['CODE_SMELL', 'code_smell'],
  ])('takes the type %s', (type, expected) => {
    expect(readResults({ issues: [issue({ severity: 'MINOR', type })] }).findings).toMatchObject([{ type: expected }]);
  });

  it('finds engine, type and severity with the rule, as of version 10.3', () => {
    const rules = [
      { id: 'R1', engineId: 'other', impacts: [{ softwareQuality: 'SECURITY', severity: 'HIGH' }] },
      { id: 'R2', engineId: 'other', type: 'BUG', severity: 'MINOR' },
    ];
    const issues = ['R1', 'R2'].map((ruleId) => ({ ruleId, primaryLocation: location }));
    const read = readResults({ rules, issues });
    expect(read.tools.map(([tool]) => tool)).toEqual(['other']);
    expect(read.findings).toMatchObject([
      { type: 'security', severity: 'high' },
      { type: 'bug', severity: 'low' },
    ]);
  });

  it('refuses an issue without a message, and what is none', () => {
    expect(readResults({ issues: [issue({}), 7, { ruleId: 'R' }] }).rejected).toEqual([
      '1: it is not an object',
      '2: it has no message',
    ]);
  });
});
