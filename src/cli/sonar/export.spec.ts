import { joinExports, NoSonarExport, readExport } from './export.js';

describe('readExport', () => {
  it('reads a gate, whose thresholds are texts', () => {
    const { gate } = readExport(
      '{"name":"Sonar way","conditions":[{"id":1,"metric":"new_coverage","op":"LT","error":"80"},{"metric":"bugs","op":"GT","warning":"3"}]}',
    );
    expect(gate).toEqual({
      name: 'Sonar way',
      conditions: [
        { metric: 'new_coverage', op: 'LT', error: '80' },
        { metric: 'bugs', op: 'GT', error: null },
      ],
    });
  });

  it('reads settings of one value, of several, and of a table', () => {
    const { settings } = readExport(
      JSON.stringify({
        settings: [
          { key: 'sonar.exclusions', values: ['a/**', 'b/{c,d}'], inherited: false },
          { key: 'sonar.sarifReportPaths', value: 'a.sarif, b.sarif', inherited: true },
          { key: 'sonar.issue.ignore.multicriteria', fieldValues: [{ ruleKey: 'java:S1' }] },
        ],
      }),
    );
    expect(settings).toEqual([
      { key: 'sonar.exclusions', values: ['a/**', 'b/{c,d}'], isInherited: false },
      { key: 'sonar.sarifReportPaths', values: ['a.sarif', 'b.sarif'], isInherited: true },
      { key: 'sonar.issue.ignore.multicriteria', values: ['{"ruleKey":"java:S1"}'], isInherited: false },
    ]);
  });

  it('reads properties with comments, continued lines, escapes and both separators', () => {
    const text =
      '# a comment\n! another\n\nsonar.exclusions = a/**,\\\n   b/**\r\nsonar.sources: caf\\u00e9\nother=1\n';
    expect(readExport(text).settings).toEqual([
      { key: 'sonar.exclusions', values: ['a/**', 'b/**'], isInherited: false },
      { key: 'sonar.sources', values: ['café'], isInherited: false },
    ]);
  });

  it('takes linear time for blanks without end', () => {
    const started = performance.now();
    expect(readExport(`sonar.a${' '.repeat(100_000)}\u2028x\nsonar.b=1`).settings).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each([
    ['{"errors":[{"msg":"Component key is missing"}]}', 'Component key is missing'],
    ['{"conditions":[{"op":"GT"}]}', 'a condition names no metric'],
    ['{"settings":[{"value":"x"}]}', 'a setting has no key'],
    ['{"profiles":[1]}', 'a profile is not an object'],
    [
      `{"settings":[{"key":"sonar.x","fieldValues":[{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}]}`,
      'a row of fieldValues is not an object of strings',
    ],
    ['{"settings":[{"key":"sonar.x","fieldValues":[[]]}]}', 'a row of fieldValues is not an object of strings'],
    ['{"total":3}', 'it has neither conditions nor settings nor profiles'],
    ['{"conditions":', 'it is not JSON'],
    ['hello\n', 'it has no SonarQube setting'],
    ['', 'it has no SonarQube setting'],
  ])('refuses %j', (text, reason) => {
    expect(() => readExport(text)).toThrow(new NoSonarExport(reason));
  });
});

describe('joinExports', () => {
  it('keeps all settings, and the last of several gates', () => {
    const gateOf = (name: string) => readExport(JSON.stringify({ name, conditions: [] }));
    const joined = joinExports([gateOf('one'), readExport('sonar.a=1'), gateOf('two'), readExport('sonar.b=2')]);
    expect(joined.gate?.name).toBe('two');
    expect(joined.settings.map(({ key }) => key)).toEqual(['sonar.a', 'sonar.b']);
  });
});
