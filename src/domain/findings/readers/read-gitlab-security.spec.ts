import { readResults } from '../../../../test/support/read-results.js';

const scan = { type: 'sast', scanner: { id: 'semgrep', name: 'Semgrep', version: '1.50.0' }, status: 'success' };
const vulnerability = (more: object) => ({
  id: 'f3a1',
  category: 'sast',
  name: 'Weak hash',
  severity: 'High',
  location: { file: 'src/a.py', start_line: 5, end_line: 6, class: 'Cart', method: 'total' },
  identifiers: [
    { type: 'semgrep_id', name: 'x', value: 'python.md5' },
    { type: 'cwe', name: 'CWE-327', value: '327' },
  ],
  ...more,
});
const read = (...vulnerabilities: unknown[]) => readResults({ version: '15.0.4', scan, vulnerabilities });

describe('readGitlabSecurity', () => {
  it('reads vulnerabilities of a scan', () => {
    const { tools, findings } = read(vulnerability({}));
    expect(tools).toEqual([['Semgrep', '1.50.0', 'ok']]);
    expect(findings).toMatchObject([
      {
        tool: 'Semgrep',
        ruleId: 'python.md5',
        message: 'Weak hash',
        filePath: 'src/a.py',
        region: { startLine: 5, endLine: 6 },
        scope: 'Cart.total',
        type: 'security',
        severity: 'high',
      },
    ]);
  });

  it.each([
    ['Critical', 'critical'],
    ['Medium', 'medium'],
    ['Unknown', 'medium'],
    ['Low', 'low'],
    ['Info', 'info'],
  ])('judges %s', (severity, expected) => {
    expect(read(vulnerability({ severity })).findings).toMatchObject([{ type: 'security', severity: expected }]);
  });

  it('names the dependency that has the problem', () => {
    const dependency = { package: { name: 'lodash' }, version: '4.17.4' };
    const location = { file: 'package-lock.json', dependency };
    const { findings } = read(vulnerability({ location }), vulnerability({ location, name: 'ReDoS in lodash' }));
    expect(findings.map(({ message }) => message)).toEqual(['Weak hash in lodash 4.17.4', 'ReDoS in lodash']);
  });

  it('never reads the secret that was found', () => {
    const { findings } = read(vulnerability({ raw_source_code_extract: 'hunter2', category: 'secret_detection' }));
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('takes a scan that failed for a broken run', () => {
    const failed = { version: '15.0.4', scan: { ...scan, status: 'failure' }, vulnerabilities: [] as object[] };
    expect(readResults(failed).tools).toEqual([['Semgrep', '1.50.0', 'failed']]);
    expect(readResults({ ...failed, vulnerabilities: [vulnerability({})] }).tools).toEqual([
      ['Semgrep', '1.50.0', 'partial'],
    ]);
  });

  it('takes the scanner of each vulnerability, and the name that the sender gives', () => {
    const bare = {
      version: '2.0',
      vulnerabilities: [vulnerability({ scanner: { id: 'gitleaks' } }), vulnerability({})],
    };
    expect(readResults(bare, { tool: 'own' }).tools.map(([tool]) => tool)).toEqual(['gitleaks', 'own']);
  });
});
