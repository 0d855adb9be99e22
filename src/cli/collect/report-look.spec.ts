import { lookOf } from './report-look.js';

describe('lookOf', () => {
  it.each([
    ['{"errors": [], "generated_at": "2026-01-01", "metrics": {', 'Bandit JSON'],
    ['{"version":"1.50.0","results":[{"check_id":"a","path":"b"', 'Semgrep JSON'],
    ['\ufeff{\n  "SchemaVersion": 2,\n  "ArtifactName": ".",\n  "Results": [', 'Trivy JSON'],
    ['[{"RuleID":"a","Description":"b","StartLine":1', 'Gitleaks JSON'],
    ['[\n  {"file": "a.sh", "line": 3, "endLine": 3, "level": "info", "code": 2086', 'ShellCheck JSON'],
    ['<?xml version="1.0"?>\n<!-- by hand -->\n<mutations partial="true">', 'PIT mutation XML'],
    ['<!DOCTYPE report PUBLIC "-//JACOCO//DTD" "report.dtd"><report name="a">', 'JaCoCo XML'],
    ['<t:testsuites xmlns:t="a">', 'JUnit XML'],
    ['TN:\nSF:src/a.c\nDA:1,1\n', 'lcov'],
    ['{"name":"a","nested":{"SchemaVersion":2,"ArtifactName":"."}}', null],
    ['{"text":"\\"SchemaVersion\\": 2, \\"ArtifactName\\": 1"}', null],
    ['<project><report/></project>', null],
    ['[1, 2]', null],
    ['', null],
  ])('of %j is %s', (beginning, look) => expect(lookOf(beginning)).toBe(look));

  it('is found in linear time', () => {
    const started = performance.now();
    for (const text of ['<!--', '<!---->', '<!-- a -->\n', '<?', '<??>', '{"a":', '[{', '"\\', '<!DOCTYPE a'])
      lookOf(text.repeat(1_024 / text.length));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
