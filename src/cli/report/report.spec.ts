import { type GateStatus } from '../api/answers.js';
import { renderJson } from './render-json.js';
import { renderTable } from './render-table.js';
import { EMPTY_RESULT, type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

const aGate = (changes: Partial<GateStatus> = {}): GateStatus => ({
  scan_id: 7,
  status: 'failed',
  reason: null,
  violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }],
  waived_violations: [{ rule: 'duplication_pct_max', threshold: 3, actual: 4.2, severity: 'high', waiver_id: 5 }],
  skipped_rules: [{ rule: 'new_coverage_min', reason: 'no_coverage' }],
  passed_rules: [
    { rule: 'new_high_max', threshold: 2, actual: 2 },
    { rule: 'complexity_new_max', threshold: 15, actual: 0 },
    { rule: 'rating_min', threshold: 'C', actual: 'B' },
  ],
  policy_version: 'v3',
  ...changes,
});

const aResult = (changes: Partial<RunResult> = {}): RunResult => ({
  ...EMPTY_RESULT,
  repo: 'acme/shop',
  branch: 'feature/cart',
  commit: 'abc1234',
  pr: 142,
  scanId: 7,
  url: 'http://gate.example/scan/7',
  gate: aGate(),
  newFindings: [
    {
      issue_id: 1,
      rule_id: 'js/sqli',
      tool: 'a-tool',
      type: 'security',
      severity: 'critical',
      file_path: 'src/db.js',
      line: 12,
      message: 'Query built\nfrom \u001b[31muser input',
      matched_by: null,
    },
  ],
  newFindingsTotal: 3,
  failure: null,
  isDryRun: false,
  ...changes,
});

describe('the table', () => {
  it('shows each rule, what is new and why, and the verdict', () => {
    expect(renderTable(aResult(), false).split('\n')).toEqual([
      '┌─────────────────────┬───────────┬────────┬──────────────────────────────┐',
      '│ Rule                │ Threshold │ Actual │ Verdict                      │',
      '├─────────────────────┼───────────┼────────┼──────────────────────────────┤',
      '│ new_critical_max    │         0 │      2 │ failed                       │',
      '├─────────────────────┼───────────┼────────┼──────────────────────────────┤',
      '│ new_high_max        │         2 │      2 │ passed                       │',
      '├─────────────────────┼───────────┼────────┼──────────────────────────────┤',
      '│ duplication_pct_max │         3 │    4.2 │ waived (waiver 5)            │',
      '├─────────────────────┼───────────┼────────┼──────────────────────────────┤',
      '│ complexity_new_max  │        15 │      0 │ passed                       │',
      '├─────────────────────┼───────────┼────────┼──────────────────────────────┤',
      '│ rating_min          │         C │      B │ passed                       │',
      '├─────────────────────┼───────────┼────────┼──────────────────────────────┤',
      '│ new_coverage_min    │         - │      - │ skipped (no coverage report) │',
      '└─────────────────────┴───────────┴────────┴──────────────────────────────┘',
      '',
      'New findings (3)',
      '  critical src/db.js:12  a-tool js/sqli',
      '           Query built from [31muser input (nothing like it in the baseline)',
      '  and 2 more',
      '',
      'Gate failed: new_critical_max broken (3 met, 1 waived, 1 skipped).',
      'http://gate.example/scan/7',
      '',
    ]);
  });

  it('is coloured only when it may be', () => {
    // eslint-disable-next-line no-control-regex
    const escape = /\u001b\[/;
    expect(renderTable(aResult(), false)).not.toMatch(escape);
    expect(renderTable(aResult(), true)).toMatch(escape);
  });

  it('has no rules where no gate judged', () => {
    const gate = aGate({ status: 'not_configured', reason: 'disabled', violations: [] });
    expect(renderTable(aResult({ gate, newFindings: [], newFindingsTotal: 0 }), false)).toBe(
      'The gate is switched off: nothing was judged.\nhttp://gate.example/scan/7\n',
    );
  });
});

describe('the sentence', () => {
  it.each([
    [
      'a pass',
      { gate: aGate({ status: 'passed', violations: [] }) },
      'Gate passed: no rule is broken (3 met, 1 waived, 1 skipped).',
    ],
    [
      'no policy',
      { gate: aGate({ status: 'not_configured', reason: 'no_policy' }) },
      'No gate is configured: the organization',
    ],
    ['a scan given up', { gate: aGate({ reason: 'scan_error', violations: [] }) }, 'Gate failed: scan_error.'],
    ['a dry run', { gate: null, isDryRun: true }, 'Dry run: nothing was sent.'],
    [
      'a failure',
      { gate: null, failure: { kind: 'timed_out' as const, message: 'Too late.', hint: null } },
      'No verdict: Too late.',
    ],
  ])('%s', (_name, changes, text) => {
    expect(summarize(aResult(changes))).toContain(text);
  });
});

describe('the JSON', () => {
  it('has the fields of the contract', () => {
    expect(JSON.parse(renderJson(aResult(), 1))).toMatchObject({
      scan_id: 7,
      repo: 'acme/shop',
      branch: 'feature/cart',
      status: 'failed',
      violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }],
      waived_violations: [{ rule: 'duplication_pct_max' }],
      skipped_rules: [{ rule: 'new_coverage_min', reason: 'no_coverage' }],
      new_findings: [{ issue_id: 1, file_path: 'src/db.js', line: 12 }],
      new_findings_total: 3,
      url: 'http://gate.example/scan/7',
      error: null,
      exit_code: 1,
    });
  });

  it('says why there is no verdict', () => {
    const failure = { kind: 'infrastructure' as const, message: 'Gone.', hint: 'Look.' };
    expect(JSON.parse(renderJson(aResult({ gate: null, failure }), 4))).toMatchObject({
      status: null,
      violations: [],
      error: { kind: 'infrastructure', message: 'Gone.', hint: 'Look.' },
      exit_code: 4,
    });
  });
});
