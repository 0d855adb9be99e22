import { readFileSync } from 'node:fs';
import path from 'node:path';
import { holdToSchema } from '../../../test/cli/support/result-schema.js';
import { aGate, aResult } from '../../../test/cli/support/results.js';
import { DEFAULT_POLICY } from '../../domain/gate/policy.js';
import { RULE_NAMES } from '../../domain/gate/policy.js';
import { type ScanFinding, toGateStatus, toUploadReceipt } from '../api/answers.js';
import { NO_FACTS, type VerdictFacts } from '../api/verdict-facts.js';
import { describeBase, describeLines, formatRanges, whyNew } from './describe-evidence.js';
import { judgeRules } from './judged-rules.js';
import { renderGithub } from './render-github.js';
import { renderGitlab } from './render-gitlab.js';
import { renderJson } from './render-json.js';
import { renderJunit } from './render-junit.js';
import { renderMarkdown } from './render-markdown.js';
import { renderRdjson } from './render-rdjson.js';
import { renderSarif } from './render-sarif.js';
import { renderTable } from './render-table.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

const BASE = {
  scan_id: 3,
  branch: 'main',
  commit_sha: 'fee1234def5678',
  exact: false,
  commits_behind: 3,
  same_tools: true,
} as const;

const EVIDENCE: VerdictFacts = {
  conclusion: 'failure',
  base: BASE,
  tolerated_violations: [
    { rule: 'duplication_pct_max', threshold: 3, actual: 8.5, base_actual: 9, why: 'base_breaks_it' },
  ],
  policy: { ...DEFAULT_POLICY, new_critical_max: 0 },
  policy_file: {
    mode: 'tighten_only',
    applied: ['new_high_max'],
    ignored: [{ rule: 'new_critical_max', value: 999, reason: 'looser' }],
  },
  uncovered: [
    {
      file_path: 'src/cart.js',
      ranges: [
        [3, 7],
        [12, 12],
      ],
    },
    { file_path: 'src/price.js', ranges: [[90, 91]] },
  ],
  untested_files: [{ file_path: 'src/tax.js', lines: 34 }],
  changes: { coverage_pct: { from: 99.61, to: 75.29 }, no_longer_checked: 2 },
  unmatched_paths: { count: 2, paths: ['lib/a.js', 'lib/b.js'] },
  reports: [
    { tool: 'lintfast', state: 'failed' },
    { tool: 'lintwell', state: 'ok' },
  ],
  missing_tools: ['lintold'],
  tests: { total: 812, passed: 789, failed: 2, skipped: 14, flaky: 7, from_base: { total: 815, missing: 3 } },
  moved_lines: 31,
  loosened: [
    {
      ...{ path: '.eslintrc.json', tool: 'eslint', key: 'rules.no-eval', was: 'error', is: 'off' },
      ...{ rules: ['no-eval'], paths: [] },
    },
  ],
  assertions: [{ file_path: 'test/weak.test.js', from: 17, to: 6 }],
  suppressions: {
    ...{ added: 2, removed: 1, unexplained: 1 },
    hides: { critical: 0, high: 2, medium: 0, low: 0, info: 0 },
    items: [
      {
        ...{ issue_id: 9, file_path: 'src/cart.js', line: 4, family: 'lint', directive: 'eslint-disable-line' },
        ...{ rules: ['no-eval'], reach: 'line', reason: null, is_accepted: false },
        hides: { rules: ['no-eval'], worst_severity: 'high', count: 2 },
      },
    ],
  },
  next_actions: [
    {
      ...{ kind: 'fix', rule: 'new_high_max', file_path: 'src/a.ts', range: [3, 3], issue_id: 7, name: null },
      ...{ text: 'Fix this finding: high, bug.', minutes: 10, enough_with: 1 },
    },
  ],
  next_actions_total: { new_high_max: 2 },
  warnings: [{ code: 'coverage_fell', message: 'Coverage fell by 24.32 points.' }],
};

const finding = (changes: Partial<ScanFinding>): ScanFinding => ({ ...aResult().newFindings[0]!, ...changes });
const violations = [{ rule: 'new_coverage_min', threshold: 80, actual: 20, severity: 'medium' }] as const;
const judged: RunResult = aResult({
  gate: aGate({ ...EVIDENCE, violations, waived_violations: [], skipped_rules: [] }),
  notableTests: [
    {
      ...{ name: 'test_total', class_name: 'tests.test_cart', file: 'tests/test_cart.py', line: 12 },
      ...{ status: 'failed', duration_ms: 3, message: 'AssertionError: 3 is not 4\nat line 12' },
    },
    {
      ...{ name: 'test_gone', class_name: null, file: null, line: null },
      ...{ status: 'missing', duration_ms: null, message: null },
    },
  ],
  sarif: '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a-tool"}},"results":[]}]}',
});

const OUTPUTS: readonly [string, (result: RunResult) => string][] = [
  ['table', (result) => renderTable(result, false)],
  ['markdown', renderMarkdown],
  ['github', renderGithub],
  ['gitlab', renderGitlab],
  ['junit', renderJunit],
  ['sarif', renderSarif],
  ['json', (result) => renderJson(result, 1)],
];

describe('every output', () => {
  it.each(OUTPUTS)('names the added lines that no test runs: %s', (_name, render) => {
    const text = render(judged);
    for (const part of [/cart\.js/, /price\.js/, /\b3\b/, /\b7\b/, /\b12\b/, /\b90\b/, /\b91\b/])
      expect(text).toMatch(part);
    expect(render(aResult())).not.toContain('cart.js');
  });

  it.each([...OUTPUTS, ['rdjson', renderRdjson] as const])(
    'shows an added directive with what it hides: %s',
    (_, render) => {
      const text = render(judged).replaceAll('\\', '');
      for (const part of [/src\/cart\.js/, /eslint-disable-line/, /no-eval/, /high/, /no reason|"reason": ?null/])
        expect(text).toMatch(part);
      expect(render(aResult())).not.toContain('eslint-disable-line');
    },
  );

  it.each(OUTPUTS.filter(([name]) => name !== 'gitlab'))('says what the change was compared with: %s', (_, render) => {
    expect(render(judged)).toContain('fee1234');
    expect(render(aResult())).not.toContain('fee1234');
  });

  it.each(OUTPUTS.filter(([name]) => !['gitlab', 'sarif'].includes(name)))('carries the evidence: %s', (_, render) => {
    const text = render(judged).replaceAll('\\_', '_');
    for (const part of [
      'src/tax.js',
      '34',
      '99.61',
      '75.29',
      'lib/b.js',
      'lintfast',
      'rules.no-eval',
      'weak.test.js',
      '17',
      'lintold',
      '999',
      'new_high_max',
      '789',
      '812',
      'test_total',
      'AssertionError: 3',
      'test_gone',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('lintwell  ');
    expect(text).toContain('Coverage fell by 24.32 points.');
    expect(text).toContain('tolerated');
    expect(text).toContain('new_critical_max');
  });
});

/** Place of a change on top of another one. */
const STACK = {
  via: [{ pr_number: 1, scan_id: 3 }],
  target: { scan_id: 2, branch: 'main', commit_sha: null },
};

describe('a tolerated rule', () => {
  const tolerated = [
    { rule: 'rating_min', threshold: 'A', actual: 'C', base_actual: 'D', why: 'base_breaks_it' },
  ] as const;
  it.each([
    ['the base', BASE],
    ['the final target in a stack', { ...BASE, branch: 'parent', ...STACK }],
  ])('names %s', (_name, base) => {
    const [rule] = judgeRules(aGate({ violations: [], tolerated_violations: tolerated, base })).filter(
      ({ verdict }) => verdict === 'tolerated',
    );
    expect(rule!.remark).toBe(`${base === BASE ? 'the base' : 'main'} has D`);
  });
});

describe('the base in a sentence', () => {
  it.each([
    [{}, 'Compared with main at fee1234, 3 commits before the merge base.'],
    [{ commits_behind: 1 }, 'Compared with main at fee1234, 1 commit before the merge base.'],
    [{ exact: true, commits_behind: 0 }, 'Compared with main at fee1234, the merge base.'],
    [{ commits_behind: null }, 'Compared with main at fee1234, the newest scan of that branch.'],
    [{ commit_sha: null }, 'Compared with main at scan 3, 3 commits before the merge base.'],
    [
      { same_tools: false },
      'Compared with main at fee1234, 3 commits before the merge base; its tools or their configuration differ.',
    ],
    [
      { same_tools: false, unknown_tools: ['eslint', 'ruff'] },
      'Compared with main at fee1234, 3 commits before the merge base; version or configuration unknown: eslint, ruff.',
    ],
    [
      { branch: 'parent', exact: true, via: STACK.via, target: STACK.target },
      'Compared with parent at fee1234, the merge base; on top of #1; rules on the whole code are compared with main.',
    ],
    [
      { branch: 'parent', exact: true, via: STACK.via, target: null },
      'Compared with parent at fee1234, the merge base; on top of #1; the final target has no scan to compare the whole code with.',
    ],
  ])('with %j', (changes, sentence) => {
    expect(describeBase(aGate({ base: { ...BASE, ...changes } }))).toBe(sentence);
  });

  it('is missing without a base', () => {
    expect(describeBase(aGate())).toBeNull();
  });
});

describe('why a finding is new', () => {
  const nearest = { issue_id: 4, file_path: 'src/db.js', line: 80, differs_in: ['scope', 'line_text'] };
  it.each<[Partial<ScanFinding>, string]>([
    [{}, 'nothing like it in the baseline'],
    [{ new_because: 'added_line' }, 'on an added line'],
    [{ new_because: 'edited_scope' }, 'in code that the change edits'],
    [{ new_because: 'consequence' }, 'a consequence of the change'],
    [{ new_because: 'no_base' }, 'nothing to compare with'],
    [{ new_because: 'some_later_word' }, 'some later word'],
    [
      { new_because: 'not_in_base', nearest },
      'nothing like it in the base; closest is src/db.js:80, which differs in scope, line text',
    ],
    [
      { new_because: 'worsened', was: { severity: 'low', message: 'complexity 13' }, matched_by: 'unchanged' },
      'worse: was low, complexity 13',
    ],
  ])('with %j', (changes, words) => {
    expect(whyNew(finding(changes))).toBe(words);
  });

  it.each(OUTPUTS.filter(([name]) => ['table', 'markdown', 'github', 'json'].includes(name)))(
    'is in the %s, with what it was before',
    (_, render) => {
      const worse = finding({ new_because: 'worsened', was: { severity: 'low', message: 'complexity 13' } });
      expect(render(aResult({ newFindings: [worse] }))).toContain('complexity 13');
    },
  );
});

describe('the other places of a copied text', () => {
  it.each(OUTPUTS.filter(([name]) => !['junit', 'sarif'].includes(name)))('stand in the %s', (_, render) => {
    const related = Array.from({ length: 7 }, (_, at) => ({ file_path: `src/copy${at}.js`, line: 5, end_line: 20 }));
    const text = render(aResult({ newFindings: [finding({ related })] }));
    expect(text).toContain('src/copy4.js');
    expect(text.includes('and 2 more places') || text.includes('src/copy6.js')).toBe(true);
  });
});

describe('tolerated rules', () => {
  const gate = aGate({ ...EVIDENCE, status: 'passed', violations: [], waived_violations: [] });
  it('stand in the table of rules with the value of the base', () => {
    expect(judgeRules(gate).find(({ rule }) => rule === 'duplication_pct_max')).toEqual({
      rule: 'duplication_pct_max',
      verdict: 'tolerated',
      threshold: 3,
      actual: 8.5,
      remark: 'the base has 9',
    });
  });
  it('are counted in the sentence and skipped in JUnit', () => {
    expect(summarize(aResult({ gate }))).toBe('Gate passed: no rule is broken (3 met, 1 tolerated, 1 skipped).');
    expect(renderJunit(aResult({ gate }))).toContain('<skipped message="tolerated: the base has 9"/>');
  });
});

describe('a gate that failed without a rule', () => {
  it.each([
    ['tool_failed', 'Gate failed: the run of lintfast failed.'],
    ['missing_tool', 'Gate failed: no report of lintold was uploaded.'],
    ['timed_out', 'Gate failed: timed_out.'],
  ] as const)('for %s', (reason, sentence) => {
    expect(summarize(aResult({ gate: aGate({ ...EVIDENCE, reason, violations: [] }) }))).toBe(sentence);
  });
});

const behind = { findings: [finding({ rule_id: 'deep-nesting', file_path: 'src/old.js', line: 90 })], total: 61 };
const totals = aResult({
  gate: aGate({
    violations: [
      { rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' },
      { rule: 'duplication_pct_max', threshold: 3, actual: 9, severity: 'high' },
    ],
    waived_violations: [],
    skipped_rules: [],
  }),
  partRatings: { maintainability: 'D', reliability: 'A', coverage: null, duplication: 'B' },
  ruleFindings: [
    { rule: 'rating_min', ...behind },
    {
      rule: 'duplication_pct_max',
      findings: [
        finding({
          rule_id: 'duplicated-code',
          type: 'duplication',
          file_path: 'src/one.js',
          related: [{ file_path: 'src/two.js', line: 7, end_line: 30 }],
        }),
      ],
      total: 1,
    },
  ],
});

describe('JUnit', () => {
  const failureOf = (rule: string, result: RunResult): string | undefined =>
    new RegExp(`name="${rule}"><failure[^>]*>([^]*?)</failure>`).exec(renderJunit(result))?.[1];

  it('lists under broken coverage the lines that no test runs, and the files that no report has', () => {
    expect(failureOf('new_coverage_min', judged)).toBe(
      'src/cart.js: lines 3-7, 12\nsrc/price.js: lines 90-91\nsrc/tax.js: in no coverage report, 34 executable lines',
    );
  });

  it('lists under each broken rule its own findings', () => {
    const newFindings = [
      finding({ rule_id: 'sqli', severity: 'critical', type: 'security' }),
      finding({ rule_id: 'eqeqeq', severity: 'high', type: 'bug' }),
      finding({ rule_id: 'complexity', severity: 'medium', type: 'complexity' }),
      finding({ rule_id: 'marked', severity: 'critical', user_marked_fp: true }),
      finding({ rule_id: 'accepted', severity: 'high', is_accepted: true }),
      finding({ rule_id: 'gap', severity: 'high', type: 'coverage_gap' }),
    ];
    const broken = (['new_critical_max', 'new_high_max', 'new_security_max', 'complexity_new_max'] as const).map(
      (rule) => ({ rule, threshold: 0, actual: rule === 'new_high_max' ? 3 : 1, severity: 'high' }) as const,
    );
    const result = aResult({ gate: aGate({ violations: broken, passed_rules: [] }), newFindings });
    const rulesIn = (rule: string) =>
      failureOf(rule, result)!.match(/sqli|eqeqeq|complexity|marked|accepted|gap|and \d+ more/g);
    expect(rulesIn('new_critical_max')).toEqual(['sqli']);
    expect(rulesIn('new_high_max')).toEqual(['eqeqeq', 'and 2 more']);
    expect(rulesIn('new_security_max')).toEqual(['sqli']);
    expect(rulesIn('complexity_new_max')).toEqual(['complexity']);
  });

  it('lists under broken rules on tests the tests', () => {
    const broken = (['tests_failed_max', 'tests_total_drop_max'] as const).map(
      (rule) => ({ rule, threshold: 0, actual: 1, severity: 'high' }) as const,
    );
    const result = { ...judged, gate: aGate({ violations: broken }) };
    expect(failureOf('tests_failed_max', result)).toBe('tests.test_cart test_total');
    expect(failureOf('tests_total_drop_max', result)).toBe('test_gone');
  });

  it('counts tests that are not listed', () => {
    const [missing] = judged.notableTests.filter(({ status }) => status === 'missing');
    const notableTests = Array.from({ length: 100 }, () => missing!);
    const tests = { total: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, from_base: { total: 188, missing: 188 } };
    const gate = aGate({ ...EVIDENCE, tests: tests as unknown as VerdictFacts['tests'] });
    const text = renderTable(aResult({ gate, notableTests }), false);
    expect(text).toMatch(/and\s+168 more tests/);
    expect(text).toMatch(/no test\s+is in the reports: the suite probably did not compile or run/);
  });

  it('lists under rules that measure all code what breaks them', () => {
    expect(failureOf('rating_min', totals)).toMatch(
      /^rating_min is the worst of .*\ncritical src\/old\.js:90 deep-nesting: [^]*\nand 60 more$/,
    );
    expect(failureOf('duplication_pct_max', totals)).toContain('src/one.js:12 duplicated-code');
    expect(failureOf('duplication_pct_max', totals)).toContain('(also at src/two.js:7)');
  });
});

describe('rules that measure all code', () => {
  it.each(OUTPUTS.filter(([name]) => ['table', 'markdown', 'github'].includes(name)))(
    'have what breaks them in the %s',
    (_, render) => {
      const text = render(totals).replaceAll('\\_', '_');
      for (const part of ['What breaks rating_min (61)', 'src/old.js:90', 'deep-nesting', 'src/one.js', 'src/two.js'])
        expect(text).toContain(part);
      expect(render(aResult())).not.toContain('src/old.js');
    },
  );
});

describe('what was fixed, and what is waived', () => {
  const shown = aResult({
    fixed: { findings: [finding({ rule_id: 'no-eval', file_path: 'src/gone.js', line: 4 })], total: 31 },
    waivers: [
      {
        ...{ id: 5, rule: 'duplication_pct_max', reason: 'Split in Q3', created_by_name: 'Ada Byron' },
        ...{ created_by_user_id: 3, created_at: '2026-04-01T00:00:00Z', expires_at: '2026-05-01T00:00:00Z' },
        max_actual: null,
        ...{ repo_id: null, repo_name: null, pr_number: null, revoked_at: null, expired: false, revoked: false },
        usage: { evaluations: 1, last_scan_id: 7, last_used_at: null },
      },
    ],
  });

  it.each(OUTPUTS.filter(([name]) => !['gitlab', 'sarif'].includes(name)))('is in the %s', (_, render) => {
    const text = render(shown);
    for (const part of ['no-eval', 'src/gone.js', '31', 'Ada Byron', '2026-05-01', 'Split in Q3'])
      expect(text).toContain(part);
    expect(render(aResult())).not.toMatch(/Fixed|Ada Byron/);
  });

  it('counts what is not listed, and names a waiver without an end', () => {
    expect(renderTable(shown, false)).toContain('Fixed findings (31)\n');
    expect(renderTable(shown, false)).toContain('  and  30 more\n');
    const [waiver] = shown.waivers;
    const endless = { ...shown, waivers: [{ ...waiver!, expires_at: null, created_by_name: null }] };
    expect(renderTable(endless, false)).toContain('duplication_pct_max  waiver 5 without an end date: Split in Q3');
  });

  it('is JSON as published', () => {
    const json = JSON.parse(renderJson({ ...shown, ruleFindings: totals.ruleFindings }, 1));
    holdToSchema(json);
    expect(json).toMatchObject({ fixed_findings_total: 31, waivers: [{ id: 5, created_by_name: 'Ada Byron' }] });
    expect(JSON.parse(renderJson(aResult(), 1))).toMatchObject({ fixed_findings: null, fixed_findings_total: null });
  });
});

describe('ten new findings or more', () => {
  const many = Array.from({ length: 12 }, (_, at) =>
    finding({ rule_id: at < 8 ? 'eqeqeq' : 'no-var', file_path: at % 2 ? 'src/a.js' : 'src/b.js', line: 20 - at }),
  );
  const grouped = aResult({ newFindings: many, newFindingsTotal: 15 });

  it('are grouped by rule and file in the table', () => {
    const text = renderTable(grouped, false);
    expect(text).toContain('New findings (15), by rule\n  critical a-tool eqeqeq (8)\n');
    expect(text).toContain('           src/b.js:14, 16, 18, 20\n           src/a.js:13, 15, 17, 19\n');
    expect(text).toContain('  critical a-tool no-var (4)\n');
    expect(text).toContain('  and 3 more\n');
  });

  it('are grouped in Markdown', () => {
    const text = renderMarkdown(grouped);
    expect(text).toContain(
      '| critical | `a-tool eqeqeq` | 8 | `src/b.js:14, 16, 18, 20`<br>`src/a.js:13, 15, 17, 19` |',
    );
    expect(text).toContain('and 3 more');
  });

  it('leaves fewer as they are', () => {
    const few = aResult({ newFindings: many.slice(0, 9), newFindingsTotal: 9 });
    expect(renderTable(few, false)).not.toContain('by rule');
    expect(renderMarkdown(few)).not.toContain('by rule');
  });

  it('counts the files of a rule that are left out', () => {
    const spread = many.map((each, at) => ({ ...each, rule_id: 'eqeqeq', file_path: `src/${at}.js` }));
    expect(renderTable({ ...grouped, newFindings: spread }, false)).toContain('           2 more files\n');
  });
});

describe('GitHub', () => {
  it('annotates uncovered lines, as warnings where they broke the gate', () => {
    const at = 'file=src/cart.js,line=3,endLine=7,title=Not covered::';
    expect(renderGithub(judged)).toContain(`::warning ${at}`);
    expect(renderGithub(aResult({ gate: aGate(EVIDENCE) }))).toContain(`::notice ${at}`);
  });
});

describe('GitLab', () => {
  it('has an issue for each uncovered range', () => {
    const issues = JSON.parse(renderGitlab(judged)) as { check_name: string; fingerprint: string; location: object }[];
    const uncovered = issues.filter(({ check_name: name }) => name === 'qgate/uncovered');
    expect(uncovered.map(({ location }) => location)).toEqual([
      { path: 'src/cart.js', lines: { begin: 3, end: 7 } },
      { path: 'src/cart.js', lines: { begin: 12, end: 12 } },
      { path: 'src/price.js', lines: { begin: 90, end: 91 } },
    ]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });
});

describe('SARIF', () => {
  it('says in monitor mode that the forge is not stopped', () => {
    const monitored = aGate({ conclusion: 'neutral' });
    const sarif = '{"version":"2.1.0","runs":[]}';
    expect(renderSarif(aResult({ gate: monitored, sarif }))).toContain(
      'Monitor mode: the failure does not block merging.',
    );
    expect(renderSarif(aResult({ gate: { ...monitored, conclusion: 'failure' }, sarif }))).not.toContain('Monitor');
  });

  it('has a run of its own for uncovered lines beside the findings', () => {
    const [findings, own] = JSON.parse(renderSarif(judged)).runs;
    expect(findings.tool.driver.name).toBe('a-tool');
    expect(own.tool.driver.name).toBe('qgate');
    expect(own.results.map((each: any) => each.locations[0].physicalLocation)).toContainEqual({
      artifactLocation: { uri: 'src/cart.js' },
      region: { startLine: 3, endLine: 7 },
    });
  });
});

describe('JSON', () => {
  it('carries the evidence field by field, as published', () => {
    const json = JSON.parse(renderJson(judged, 1));
    holdToSchema(json);
    const { reports, ...named } = EVIDENCE;
    expect(json).toMatchObject({ ...named, tool_reports: reports, exit_code: 1 });
  });
});

describe('the published schema', () => {
  it('knows every rule', () => {
    const file = path.join(__dirname, '../../../docs/qgate-result.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).$defs.rule.enum).toEqual([...RULE_NAMES]);
  });
});

describe('a verdict on the wire', () => {
  const old = { scan_id: 1, status: 'passed', warnings: ['An unknown key was dropped.'] };
  it('of an earlier service reads as one without evidence', () => {
    expect(toGateStatus(old)).toMatchObject({
      ...NO_FACTS,
      warnings: [{ code: 'warning', message: 'An unknown key was dropped.' }],
    });
  });
  it('keeps its evidence', () => {
    expect(toGateStatus({ ...old, ...EVIDENCE })).toMatchObject(EVIDENCE);
    expect(toGateStatus({ ...old, missing_tools: null }).missing_tools).toEqual([]);
    expect(toGateStatus({ ...old, uncovered: [] }).uncovered).toEqual([]);
  });
  it('of an upload has warnings of both forms', () => {
    expect(toUploadReceipt({ warnings: ['a', { code: 'b', message: 'c' }] }).warnings).toEqual([
      { code: 'warning', message: 'a' },
      { code: 'b', message: 'c' },
    ]);
    expect(toUploadReceipt({}).warnings).toEqual([]);
  });
});

describe('line ranges', () => {
  it('are written as people do', () => {
    expect(
      formatRanges([
        [1, 1],
        [3, 9],
      ]),
    ).toBe('1, 3-9');
    expect(formatRanges([])).toBe('');
  });

  it('say how many lines they leave out', () => {
    const file = { file_path: 'a.ts', ranges: [[1, 4]] as const };
    expect(describeLines(file)).toBe('lines 1-4');
    expect(describeLines({ ...file, ranges: [[4, 4]] })).toBe('line 4');
    expect(describeLines({ ...file, more_lines: 30 })).toBe('lines 1-4 and 30 more');
  });
});
