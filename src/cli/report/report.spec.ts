import { aGate, aResult } from '../../../test/cli/support/results.js';
import { renderMarkdown } from './render-markdown.js';
import { renderTable } from './render-table.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

describe('the table', () => {
  it('shows each rule, what is new and why, and the verdict', () => {
    expect(renderTable(aResult(), false).split('\n')).toEqual([
      '┌─────────────────────┬───────────┬────────┬───────────────────────────────────────────┐',
      '│ Rule                │ Threshold │ Actual │ Verdict                                   │',
      '├─────────────────────┼───────────┼────────┼───────────────────────────────────────────┤',
      '│ new_critical_max    │         0 │      2 │ failed                                    │',
      '├─────────────────────┼───────────┼────────┼───────────────────────────────────────────┤',
      '│ new_high_max        │         2 │      2 │ passed                                    │',
      '├─────────────────────┼───────────┼────────┼───────────────────────────────────────────┤',
      '│ duplication_pct_max │         3 │    4.2 │ waived (waiver 5)                         │',
      '├─────────────────────┼───────────┼────────┼───────────────────────────────────────────┤',
      '│ complexity_new_max  │        15 │      0 │ passed                                    │',
      '├─────────────────────┼───────────┼────────┼───────────────────────────────────────────┤',
      '│ rating_min          │         C │      B │ passed                                    │',
      '├─────────────────────┼───────────┼────────┼───────────────────────────────────────────┤',
      '│ new_coverage_min    │         - │      - │ skipped (no coverage report names a file) │',
      '└─────────────────────┴───────────┴────────┴───────────────────────────────────────────┘',
      '',
      'New findings (3)',
      '  critical src/db.js:12  a-tool js/sqli',
      '           Query built from [31muser input (nothing like it in the baseline)',
      '  and 2 more',
      '',
      'Gate failed: new_critical_max broken (3 met, 1 waived, 1 skipped).',
      'http://gate.example/scans/7',
      '',
    ]);
  });

  it('is coloured only when it may be', () => {
    // eslint-disable-next-line no-control-regex
    const escape = /\u001b\[/;
    expect(renderTable(aResult(), false)).not.toMatch(escape);
    expect(renderTable(aResult(), true)).toMatch(escape);
  });

  it.each([
    ['a false positive', { user_marked_fp: true }, '(false positive; nothing like it'],
    [
      'a false positive to confirm',
      { type: 'security' as const, user_marked_fp: true, mark_line_edited: true },
      '(false positive to confirm: its line was edited; nothing like it',
    ],
    ['accepted', { is_accepted: true }, '(accepted; nothing like it'],
  ])('says that a finding is %s', (_name, marks, text) => {
    const newFindings = aResult().newFindings.map((finding) => ({ ...finding, ...marks }));
    expect(renderTable(aResult({ newFindings }), false)).toContain(text);
    expect(renderMarkdown(aResult({ newFindings }))).toContain(text.slice(1));
  });

  it('names the places of a copy once', () => {
    const [one] = aResult().newFindings;
    const related = [{ file_path: 'src/b.js', line: 9, end_line: 12 }];
    const textOf = (message: string) => renderTable(aResult({ newFindings: [{ ...one!, message, related }] }), false);
    expect(textOf('Duplicated, also at "src/b.js:9"').split('src/b.js:9')).toHaveLength(2);
    expect(textOf('Duplicated').split('src/b.js:9')).toHaveLength(2);
    expect(textOf('Duplicated, also at src/b.js:90')).toMatch(/also at src\/b\.js:9$/m);
    expect(textOf('Duplicated at src/b.js:90, src/b.js:9')).not.toContain('also at');
  });

  it('has no rules where no gate judged', () => {
    const gate = aGate({ status: 'not_configured', reason: 'disabled', violations: [] });
    expect(renderTable(aResult({ gate, newFindings: [], newFindingsTotal: 0 }), false)).toBe(
      'The gate is switched off: nothing was judged.\nhttp://gate.example/scans/7\n',
    );
  });
});

describe('rules that measure all code', () => {
  const partRatings = { maintainability: 'D', reliability: 'A', coverage: null, duplication: 'B' } as const;
  const violations = [{ rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' }] as const;
  const why =
    'rating_min is the worst of maintainability D, reliability A, duplication B; all code counts, including inherited';

  it.each([
    ['table', (result: RunResult) => renderTable(result, false)],
    ['markdown', renderMarkdown],
  ])('are explained in the %s', (_name, render) => {
    const text = (changes: object) => render(aResult({ partRatings, ...changes })).replaceAll('\\_', '_');
    expect(text({ gate: aGate({ violations }) })).toContain(why);
    expect(text({})).not.toMatch(/worst of|measures all code/);
    const duplicated = [{ rule: 'duplication_pct_max', threshold: 3, actual: 9, severity: 'high' }] as const;
    expect(text({ gate: aGate({ violations: duplicated }) })).toContain('duplication_pct_max measures all code');
    expect(text({ gate: aGate({ violations }), partRatings: null })).not.toContain('worst of');
    const heldDown = {
      maintainability: 'Maintainability D: complexity 92 of parse in lib/parse.js',
      duplication: 'no',
    };
    const held = text({ gate: aGate({ violations }), partRatings: { ...partRatings, heldDown } });
    expect(held).toContain('problems. Maintainability D: complexity 92 of parse in lib/parse.js.');
    expect(held).not.toContain('too. no');
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
    ['a verdict that is out of date', { gate: aGate({ stale: true }) }, 'judge the scan again with qgate recompute.'],
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
