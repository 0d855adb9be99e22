import { SaxesParser } from 'saxes';
import { holdToSchema } from '../../../test/cli/support/result-schema.js';
import { aGate, aResult } from '../../../test/cli/support/results.js';
import { type ScanFinding } from '../api/answers.js';
import { githubOutputs, renderGithub } from './render-github.js';
import { renderGitlab } from './render-gitlab.js';
import { renderJson } from './render-json.js';
import { renderJunit } from './render-junit.js';
import { renderMarkdown } from './render-markdown.js';
import { renderRdjson } from './render-rdjson.js';
import { renderSarif } from './render-sarif.js';
import { renderTable } from './render-table.js';
import { EMPTY_RESULT, type RunResult } from './run-result.js';

const failure = { kind: 'infrastructure' as const, message: 'Gone.', hint: 'Look.' };
const broken = aResult({ gate: null, newFindings: [], newFindingsTotal: 0, failure });
const passed = aResult({ gate: aGate({ status: 'passed', violations: [] }), newFindings: [], newFindingsTotal: 0 });
const finding = (changes: Partial<ScanFinding>): ScanFinding => ({ ...aResult().newFindings[0]!, ...changes });

/** Elements of well-formed XML with their attributes and text; throws for any other. */
function readXml(text: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes, text: '' }));
  parser.on('text', (part) => {
    const last = elements.at(-1);
    if (last) last.text += part;
  });
  parser.write(text).close();
  return elements;
}

describe('fixes in Markdown', () => {
  const newFindings = Array.from({ length: 12 }, (_, at) =>
    finding({ issue_id: at, file_path: at === 0 ? 'untouched.ts' : 'src/`a.ts' }),
  );
  const suggestions = new Map(
    newFindings.map((_, at) => [at, { startLine: at, endLine: at + 1, text: `x${at}\n\`\`\`` }]),
  );
  const shown = (more: Partial<RunResult>) =>
    renderMarkdown(aResult({ newFindings, newFindingsTotal: 12, suggestions, changedFiles: ['src/`a.ts'], ...more }));

  it('are blocks that their own text cannot end, of files of the change, ten at most', () => {
    const text = shown({});
    expect(text).toContain("**Fixes**\n\n`src/'a.ts:1-2` `");
    expect(text).toContain('\n\n````suggestion\nx1\n```\n````\n\n');
    expect(text.match(/^````suggestion$/gm)).toHaveLength(10);
    expect(text).toContain('\n\nand 1 more\n');
    expect(text).not.toContain('untouched.ts:0');
  });

  it('leave out what does not show, and have no heading without any', () => {
    const hidden = new Map([[1, { startLine: 1, endLine: 1, text: 'a\u202eb' }]]);
    expect(shown({ suggestions: hidden })).not.toContain('Fixes');
    expect(shown({ suggestions: new Map() })).not.toContain('Fixes');
  });
});

describe('the link to the scan in the dashboard', () => {
  const FORMS: Readonly<Record<string, (result: RunResult) => string>> = {
    table: (result) => renderTable(result, false),
    markdown: renderMarkdown,
    github: renderGithub,
    gitlab: renderGitlab,
    junit: renderJunit,
    sarif: renderSarif,
    json: (result) => renderJson(result, 1),
  };
  const linked = aResult({ sarif: '{"version":"2.1.0","runs":[]}' });

  it.each(Object.entries(FORMS))('is in %s', (_name, render) => {
    expect(render(linked)).toContain('http://gate.example/scans/7');
    expect(render({ ...linked, dashboardUrl: null })).not.toContain('/scans/7');
  });

  it('is in SARIF and JUnit without a verdict', () => {
    expect(JSON.parse(renderSarif(broken)).properties).toEqual({ dashboard_url: 'http://gate.example/scans/7' });
    expect(readXml(renderJunit(broken))).toContainEqual(
      expect.objectContaining({ attributes: { name: 'dashboard_url', value: 'http://gate.example/scans/7' } }),
    );
  });
});

describe('rdjson', () => {
  const read = (result: RunResult) => JSON.parse(renderRdjson(result));

  it('has new findings with their suggestions, and uncovered lines', () => {
    const newFindings = [
      finding({ issue_id: 1, tool: 'eslint', rule_id: 'eqeqeq', severity: 'medium', file_path: 'a.js', line: 2 }),
      finding({ issue_id: 2, file_path: null, line: null }),
    ];
    const gate = aGate({ uncovered: [{ file_path: 'b.js', ranges: [[3, 4]], more_lines: 0 }] });
    const suggestions = new Map([[1, { startLine: 2, endLine: 3, text: 'x' }]]);
    const { source, diagnostics } = read(aResult({ newFindings, gate, suggestions }));
    expect(source).toEqual({ name: 'qgate' });
    expect(diagnostics).toMatchObject([
      {
        ...{ severity: 'WARNING', source: { name: 'eslint' }, code: { value: 'eqeqeq' } },
        location: { path: 'a.js', range: { start: { line: 2 } } },
        suggestions: [{ range: { start: { line: 2 }, end: { line: 3 } }, text: 'x' }],
      },
      { severity: 'INFO', location: { path: 'b.js', range: { start: { line: 3 }, end: { line: 4 } } } },
    ]);
    expect(diagnostics).toHaveLength(2);
  });

  it('is empty without a verdict', () => {
    expect(read(broken)).toEqual({ source: { name: 'qgate' }, diagnostics: [] });
  });
});

describe('JSON', () => {
  const states: [string, RunResult, number][] = [
    ['a failed gate', aResult(), 1],
    ['a passed gate', passed, 0],
    ['no verdict', broken, 4],
    ['a dry run', { ...EMPTY_RESULT, isDryRun: true }, 0],
    [
      'analyzers and reports',
      aResult({
        reports: [{ name: 'lcov.info', kind: 'coverage', format: 'lcov' }],
        analyzers: [
          { name: 'ruff', version: '0.9.1', outcome: '1 result', skipped: null },
          { name: 'knip', version: null, outcome: null, skipped: 'not installed in node_modules' },
        ],
      }),
      1,
    ],
  ];

  it.each(states)('of %s is as published', (_name, result, exitCode) => {
    const json = JSON.parse(renderJson(result, exitCode));
    holdToSchema(json);
    expect(json.exit_code).toBe(exitCode);
  });

  it('has the fields of the contract', () => {
    expect(JSON.parse(renderJson(aResult(), 1))).toMatchObject({
      scan_id: 7,
      repo: 'acme/shop',
      branch: 'feature/cart',
      status: 'failed',
      violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }],
      waived_violations: [{ rule: 'duplication_pct_max', waiver_id: 5 }],
      skipped_rules: [{ rule: 'new_coverage_min', reason: 'no_coverage' }],
      passed_rules: [{ rule: 'new_high_max' }, { rule: 'complexity_new_max' }, { rule: 'rating_min' }],
      new_findings: [{ issue_id: 1, file_path: 'src/db.js', line: 12 }],
      new_findings_total: 3,
      url: 'http://gate.example/api/quality/gates/status/7',
      dashboard_url: 'http://gate.example/scans/7',
      error: null,
    });
    expect(JSON.parse(renderJson(broken, 4))).toMatchObject({ status: null, violations: [], error: failure });
  });

  it('would be refused by the schema with a field amiss', () => {
    const json = JSON.parse(renderJson(aResult(), 1));
    expect(() => holdToSchema({ ...json, status: 'fine' })).toThrow('not as published');
    expect(() => holdToSchema({ ...json, extra: 1 })).toThrow('not in the published schema: extra');
  });
});

describe('JUnit', () => {
  it('has a test case per rule', () => {
    const elements = readXml(renderJunit(aResult()));
    const [suites] = elements;
    expect(suites?.attributes).toEqual({ name: 'qgate', tests: '6', failures: '1', errors: '0', skipped: '2' });
    const cases = elements.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes.name);
    expect(cases).toEqual([
      'new_critical_max',
      'new_high_max',
      'duplication_pct_max',
      'complexity_new_max',
      'rating_min',
      'new_coverage_min',
    ]);
    const failed = elements.find(({ name }) => name === 'failure');
    expect(failed?.attributes.message).toBe('actual 2, threshold 0');
    expect(failed?.text).toContain('critical src/db.js:12 js/sqli: Query built\nfrom [31muser input\nand 1 more');
    expect(elements.filter(({ name }) => name === 'skipped').map(({ attributes }) => attributes.message)).toEqual([
      'waived: waiver 5',
      'skipped: no coverage report names a file',
    ]);
  });

  it('is well-formed whatever a report says', () => {
    const hostile = aResult({
      newFindings: [finding({ message: '</failure>]]>&"<\u0000\ud800' })],
      newFindingsTotal: 1,
    });
    const failed = readXml(renderJunit(hostile)).find(({ name }) => name === 'failure');
    expect(failed?.text).toContain('</failure>]]>&"<');
  });

  it.each([
    ['no verdict', broken, 'error'],
    ['a scan given up', aResult({ gate: aGate({ reason: 'scan_error', violations: [] }) }), 'failure'],
    ['a dry run', { ...EMPTY_RESULT, isDryRun: true }, 'skipped'],
  ] as const)('of %s is not green', (_name, result, element) => {
    const elements = readXml(renderJunit(result));
    expect(elements.map(({ name }) => name)).toContain(element);
    expect(elements.some(({ attributes }) => attributes.name === 'verdict')).toBe(true);
  });
});

describe('Markdown', () => {
  it('shows the rules and what is new', () => {
    const text = renderMarkdown(aResult());
    expect(text).toContain('### Quality gate: failed\n');
    expect(text).toContain('| `new_critical_max` | 0 | 2 | ❌ failed |');
    expect(text).toContain('| `duplication_pct_max` | 3 | 4.2 | ⚠️ waived (waiver 5) |');
    expect(text).toContain('| critical | `src/db.js:12` | `a-tool js/sqli` |');
    expect(text).toContain('and 2 more');
    expect(text).toContain('[Scan 7](http://gate.example/scans/7)');
  });

  it('takes text of reports for text', () => {
    const message = '@ada <img src=x> | [a](b) `c` *d*';
    const text = renderMarkdown(aResult({ newFindings: [finding({ message, file_path: 'a|`b.js' })] }));
    const row = text.split('\n').find((line) => line.startsWith('| critical'))!;
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(row).not.toMatch(/@ada|(?<!\\)<img|(?<!\\)\[a/);
  });

  it('of no verdict says why', () => {
    expect(renderMarkdown(broken)).toContain('### Quality gate: no verdict\n\nNo verdict: Gone.');
  });
});

describe('GitHub', () => {
  /** Lines that the runner takes for commands: all but those between `stop-commands` and its word. */
  function commandsIn(text: string): string[] {
    const [, word, table, rest] = /^::stop-commands::([\w-]{36})\n([^]*?)\n::\1::\n([^]*)$/.exec(text) ?? [];
    expect(word).toBeDefined();
    expect(table).not.toContain(word);
    return rest!.split('\n');
  }

  it('annotates new findings at their lines, the verdict first', () => {
    expect(commandsIn(renderGithub(aResult()))).toEqual([
      '::error title=Quality gate::Gate failed: new_critical_max broken (3 met, 1 waived, 1 skipped).',
      '::error file=src/db.js,line=12,title=New%3A a-tool js/sqli::Query built%0Afrom \u001b[31muser input',
      '',
    ]);
  });

  it('lets no message begin another command', () => {
    const text = renderGithub(
      aResult({ newFindings: [finding({ message: 'a\n::set-env name=x::y\r::z 100%', file_path: 'a,b:c.js' })] }),
    );
    expect(commandsIn(text)).toHaveLength(3);
    expect(text).not.toContain('\r');
    expect(text).toContain('file=a%2Cb%3Ac.js');
    expect(text).toContain('100%25');
  });

  it('shows no more of a level than GitHub does', () => {
    const many = Array.from({ length: 30 }, (_, n) => finding({ severity: n < 15 ? 'high' : 'medium', line: n + 1 }));
    const lines = renderGithub(aResult({ newFindings: many }))
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10);
  });

  it('shows the table, in which nothing is a command', () => {
    const text = renderGithub(aResult({ newFindings: [finding({ message: '::add-mask::a' })] }));
    expect(text.split('\n').findIndex((line) => line.trimStart().startsWith('::add-mask::'))).toBeGreaterThan(0);
    expect(commandsIn(text).filter((line) => line.trimStart().startsWith('::add-mask::'))).toEqual([]);
    expect(text).toMatch(/new_critical_max .*failed/);
    expect(renderGithub(aResult())).not.toContain(/::stop-commands::(.*)/.exec(text)?.[1]);
  });

  it('has no table without a verdict', () => {
    expect(renderGithub(broken)).toBe('::error title=Quality gate::No verdict: Gone.\n');
  });

  it('gives later steps what they ask for', () => {
    expect(githubOutputs(aResult(), 1)).toEqual({
      status: 'failed',
      'scan-id': '7',
      url: 'http://gate.example/api/quality/gates/status/7',
      'dashboard-url': 'http://gate.example/scans/7',
      'new-findings': '3',
      violations: 'new_critical_max',
      'exit-code': '1',
    });
    expect(githubOutputs(broken, 4)).toMatchObject({ status: 'none', violations: '', 'exit-code': '4' });
  });
});

describe('GitLab', () => {
  it('is a Code Quality report of the new findings', () => {
    const placeless = finding({ file_path: null, line: null, issue_id: 2 });
    const lineless = finding({ line: null, severity: 'medium', issue_id: 3 });
    const issues = JSON.parse(renderGitlab(aResult({ newFindings: [finding({}), placeless, lineless] })));
    expect(issues).toEqual([
      {
        description: 'Query built\nfrom \u001b[31muser input',
        check_name: 'a-tool/js/sqli',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: 'blocker',
        location: { path: 'src/db.js', lines: { begin: 12 } },
        content: { body: '[Scan in the dashboard](http://gate.example/scans/7)' },
      },
      expect.objectContaining({ severity: 'major', location: { path: 'src/db.js', lines: { begin: 1 } } }),
    ]);
    expect(issues[0].fingerprint).not.toBe(issues[1].fingerprint);
  });

  it('has no link where the service has no address for people', () => {
    const [issue] = JSON.parse(renderGitlab(aResult({ newFindings: [finding({})], dashboardUrl: null })));
    expect(issue).not.toHaveProperty('content');
  });

  it('is an empty list where nothing is new', () => {
    expect(JSON.parse(renderGitlab(passed))).toEqual([]);
  });
});

describe('SARIF', () => {
  it("is the service's own", () => {
    const sarif = '{"version":"2.1.0","runs":[]}';
    expect(renderSarif(aResult({ sarif, dashboardUrl: null }))).toBe(`${sarif}\n`);
  });

  it('of no verdict says that it is none', () => {
    const [run] = JSON.parse(renderSarif(broken)).runs;
    expect(run.results).toEqual([]);
    expect(run.invocations).toEqual([
      { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: 'Gone.' } }] },
    ]);
  });
});
