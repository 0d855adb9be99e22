import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import {
  aReportedFinding,
  type FAILED_RULES,
  passedFacts,
  someReportFacts,
} from '../../../test/support/report-facts.js';
import { renderCheck } from './render-check.js';
import { commentMarker, MAX_COMMENT, needsComment, renderComment } from './render-comment.js';

const SHA = '3f1c9e2a7b5d4c6e8f0a1b2c3d4e5f6a7b8c9d0e';

const FAILED = `<!-- quality-gate:8f2c1d:acme/web#128 -->
### Quality gate: failed

New coverage is **72.4 %**, at least 80 % is required; **2 new critical** findings, none is allowed.

| Rule | Required | Actual |
| --- | ---: | ---: |
| \`new_critical_max\` | 0 | 2 |
| \`new_coverage_min\` | 80 | 72.4 |

**2 new findings**
- critical [\`src/pay/charge.ts:41\`](https://github.com/acme/web/blob/${SHA}/src/pay/charge.ts#L41) SQL built from request input (\`semgrep\` sql-injection)
- critical [\`src/pay/refund.ts:17\`](https://github.com/acme/web/blob/${SHA}/src/pay/refund.ts#L17) Hard-coded secret (\`gitleaks\` generic-api-key)

<details><summary>Added lines that no test runs: 11 in 3 files</summary>

\`src/pay/charge.ts\` 38-44 · \`src/pay/refund.ts\` 12, 15 · \`src/pay/fee.ts\` 9-10
</details>

[Details](https://gate.example.org/scans/345) · commit 3f1c9e2 · evaluation 2 · policy v7`;

describe('a comment', () => {
  it('of a failed gate says what failed and what is new', () => {
    expect(renderComment(someReportFacts(), 'html')).toEqual({ body: FAILED, isResolved: false });
  });

  it('names what silences tools once, in a list of its own', () => {
    const item = { directive: 'noqa', rules: [], reason: null, is_accepted: false, hides: null };
    const loosened = [{ path: 'tox.ini', tool: 'flake8', key: 'ignore', was: null, is: 'E501' }];
    const facts = someReportFacts({
      suppressions: { added: 1, items: [{ ...item, file_path: 'a.py', line: 7 }] },
      loosened,
      warnings: [
        { code: 'suppressions_added', message: 'The change adds a directive: noqa (a.py:7).' },
        { code: 'tools_loosened', message: 'The change loosens flake8 ignore (tox.ini).' },
        { code: 'tests_focused', message: 'The change adds a focused test.' },
      ],
    });
    for (const text of [renderComment(facts, 'html').body, renderCheck(facts, { annotations: false }).text]) {
      expect(text.match(/a\.py:7`/g)).toHaveLength(1);
      expect(text.match(/tox\.ini/g)).toHaveLength(1);
      expect(text).toContain('**Worth a look**\n- The change adds a focused test.');
    }
    expect(renderComment({ ...facts, suppressions: null, loosened: null }, 'html').body).toContain('flake8 ignore');
  });

  it('is one sentence once the gate passes', () => {
    expect(renderComment(passedFacts(), 'html')).toEqual({
      body: `<!-- quality-gate:8f2c1d:acme/web#128 -->
### Quality gate: passed

3 rules met, 1 skipped.

[Details](https://gate.example.org/scans/345) · commit 3f1c9e2 · evaluation 3 · policy v7`,
      isResolved: true,
    });
  });

  it('says in monitor mode that it blocks nothing', () => {
    const { body, isResolved } = renderComment(someReportFacts({ state: 'neutral' }), 'html');
    expect(body).toContain('### Quality gate: would have failed (not blocking)\n');
    expect(isResolved).toBe(false);
  });

  it('has on forges without HTML neither comments nor folds', () => {
    const { body } = renderComment(someReportFacts(), 'plain');
    expect(body).not.toContain('<!--');
    expect(body).not.toContain('<details>');
    expect(body).toMatch(/^\[quality-gate\]: <#8f2c1d-acme\/web-128>\n### Quality gate: failed\n/);
    expect(body).toContain('\n\n**Added lines that no test runs: 11 in 3 files**\n\n`src/pay/charge.ts` 38-44 · ');
  });

  it('lists at most 10 findings, the worst first, and counts the others', () => {
    const newFindings = Array.from({ length: 24 }, (_, at) =>
      aReportedFinding({ severity: at === 20 ? 'critical' : 'low', message: `finding ${at}`, startLine: at + 1 }),
    );
    const { body } = renderComment(someReportFacts({ newFindings, newFindingsTotal: 24, fileLink: null }), 'html');
    expect(body.match(/^- /gm)).toHaveLength(10);
    expect(body).toContain(
      '**24 new findings**\n- critical `src/pay/charge.ts:21` finding 20 (`semgrep` sql-injection)\n',
    );
    expect(body).toContain('\n\nand 14 more\n');
  });

  it('names what holds a rating down, as text alone', () => {
    const heldDownBy = ['Reliability D: complexity 92 of parse in lib/parse.js', 'Reliability D: <img> in a.js'];
    const { body } = renderComment(someReportFacts({ heldDownBy }), 'html');
    expect(body).toContain(
      '\n\n**What lowers the rating**\n- Reliability D: complexity 92 of parse in lib/parse.js\n- Reliability D: \\<img\\> in a.js\n\n',
    );
    expect(renderComment(passedFacts(), 'html').body).not.toContain('holds the rating down');
  });

  it('has no part that the facts do not fill', () => {
    const bare = { newFindings: [], newFindingsTotal: 0, uncovered: null, url: null, policyVersion: null };
    const { body } = renderComment(someReportFacts({ ...bare, evaluation: 0 }), 'html');
    expect(body).not.toContain('new findings**');
    expect(body).not.toContain('Uncovered');
    expect(body.split('\n').at(-1)).toBe('commit 3f1c9e2');
  });

  it('names the cause where no rule failed', () => {
    const facts = { rules: [], newFindings: [], newFindingsTotal: 0, uncovered: null };
    const summary = 'Failed: <b>semgrep</b> failed, so its findings are unknown.';
    const { body } = renderComment(someReportFacts({ ...facts, reason: 'tool_failed', summary }), 'html');
    expect(body).toContain('\n\n\\<b\\>semgrep\\</b\\> failed, so its findings are unknown.\n\n');
    const timedOut = renderComment(someReportFacts({ ...facts, reason: 'timed_out', deadlineMinutes: 30 }), 'html');
    expect(timedOut.body).toContain('\n\nTimed out: reports were not complete within 30 minutes\n\n');
    const unjudged = { state: 'neutral', status: 'not_configured', summary: 'Not judged: no policy.' } as const;
    expect(renderComment(someReportFacts({ ...facts, ...unjudged }), 'html').body).toContain(
      '### Quality gate: not judged\n\nNo policy.\n\n',
    );
  });

  it('has a phrase for each rule', () => {
    const sentence = (
      rule: (typeof FAILED_RULES)[number]['rule'],
      threshold: number | 'C',
      actual: number | 'D' | null,
    ) =>
      renderComment(someReportFacts({ rules: [{ rule, answer: 'violated', threshold, actual }] }), 'html').body.split(
        '\n',
      )[3];
    expect(sentence('new_high_max', 1, 2)).toBe('**2 new high** findings, at most 1 is allowed.');
    expect(sentence('new_total_max', 0, 1)).toBe('**1 new** finding, none is allowed.');
    expect(sentence('complexity_new_max', 15, 16)).toBe('**16 new complexity** findings, at most 15 are allowed.');
    expect(sentence('duplication_pct_max', 3, 4.2)).toBe('Duplication is **4.2 %**, at most 3 % is allowed.');
    expect(sentence('rating_min', 'C', 'D')).toBe('The rating is **D**; at least C is required.');
    expect(sentence('overall_coverage_min', 70, null)).toBe(
      'Coverage of all code is **unknown**, at least 70 % is required.',
    );
    expect(sentence('coverage_drop_max', 0.5, 1.2)).toBe('Coverage fell by **1.2 points**; at most 0.5 is allowed.');
    expect(sentence('tests_failed_max', 0, 1)).toBe('**1 test** failed, none is allowed.');
    expect(sentence('tests_total_drop_max', 0, null)).toBe('Test results are **missing**.');
  });
});

describe('text of reports', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc
      .array(fc.constantFrom('@ada', '#12', 'GH-1', '`', '![x](y)', '|', '<img>', '\n', 'https://e.test', '-->', 'x'))
      .map((parts) => parts.join('')),
  );
  const findings = fc.array(
    fc.record({ message: text, filePath: text, tool: text, ruleId: text }).map((parts) => aReportedFinding(parts)),
    { maxLength: 30 },
  );

  it('never makes a comment longer than forges take, nor adds a line or a marker', () => {
    fc.assert(
      fc.property(findings, fc.constantFrom('html', 'plain'), (newFindings, markdown) => {
        const facts = someReportFacts({ newFindings, newFindingsTotal: newFindings.length });
        const { body } = renderComment(facts, markdown);
        expect(body.length).toBeLessThanOrEqual(MAX_COMMENT);
        expect(body.split('<!--')).toHaveLength(markdown === 'html' ? 2 : 1);
        expect(body.match(/^(?!- |and |\*\*|\||#|\[|<|`|$)/gm) ?? []).toHaveLength(1);
      }),
      { numRuns: propertyRuns(30) },
    );
  });

  it('mentions nobody and refers to nothing outside of code', () => {
    fc.assert(
      fc.property(text, (message) => {
        const facts = someReportFacts({ newFindings: [aReportedFinding({ message })], newFindingsTotal: 1 });
        const entry = renderComment({ ...facts, fileLink: null }, 'html')
          .body.split('\n')
          .find((line) => line.startsWith('- '))!;
        const shown = entry.replace(/^- critical `[^`]*`/, '').replace(/\(`semgrep` sql-injection\)$/, '');
        expect(shown.replaceAll('&#64;', '')).not.toMatch(/@|#\w|\bGH-\d|:\/\//);
        // text without its escaped characters has no markup
        expect(shown.replace(/\\[^]/g, '')).not.toMatch(/[`*_[\]<>|~\\]/);
      }),
    );
  });
});

describe('the stack of a pull request', () => {
  const stack = [
    { number: 41, title: 'Ask @all of #7', gateStatus: 'failed' as const, newTotal: 3 },
    { number: 128, title: null, gateStatus: 'passed' as const, newTotal: 0 },
    { number: 130, title: 'Next', gateStatus: null, newTotal: null },
  ];

  it('is listed with what each change brings, without a reference to any of them', () => {
    const { body } = renderComment({ ...passedFacts(), stack }, 'html');
    expect(body).toContain(
      'Stack, starting at the target:\n\n- 41 Ask &#64;all of \\#\u200d7: failed, 3 new findings\n- **128** (this one)\n- 130 Next: pending',
    );
    expect(renderComment(passedFacts(), 'html').body).not.toContain('Stack');
  });

  it('is cut so that the comment is not too long', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ ...stack[0]!, number: at, title: '@'.repeat(300) }));
    for (const facts of [someReportFacts(), passedFacts()]) {
      const { body } = renderComment({ ...facts, stack: many }, 'html');
      expect(body.length).toBeLessThanOrEqual(MAX_COMMENT);
      expect(body).toContain('- and 42 more');
    }
  });
});

it('has a marker for each pull request of each installation, which nothing can end early', () => {
  const of = { installationId: '8f2c1d', project: 'acme/web', prNumber: 128 };
  expect(commentMarker(of, 'html')).toBe('<!-- quality-gate:8f2c1d:acme/web#128 -->');
  expect(commentMarker({ ...of, project: 'a --> b' }, 'html')).toBe('<!-- quality-gate:8f2c1d:a--b#128 -->');
});

describe('a comment is needed', () => {
  const [failed, passed] = [someReportFacts(), passedFacts()];
  it.each([
    ['for a failed gate', failed, 'on_failure', false, true],
    ['for one that would have failed', { ...failed, state: 'neutral' as const }, 'on_failure', false, true],
    ['for none that passed', passed, 'on_failure', false, false],
    ['for one that passed, where all are wanted', passed, 'always', false, true],
    ['for one that passed after it failed', passed, 'on_failure', true, true],
    ['for none where none is wanted', failed, 'never', true, false],
    ['for none that is pending', { ...failed, state: 'pending' as const }, 'always', true, false],
    ['for none that timed out', { ...failed, reason: 'timed_out' as const }, 'always', false, false],
    [
      'for one that timed out where a comment is',
      { ...failed, reason: 'timed_out' as const },
      'on_failure',
      true,
      true,
    ],
    ['for none that the scanner gave up', { ...failed, reason: 'scan_error' as const }, 'on_failure', false, false],
    ['for one with a failed tool', { ...failed, reason: 'tool_failed' as const }, 'on_failure', false, true],
  ] as const)('%s', (_, facts, option, isThere, needed) => {
    expect(needsComment(facts, option, isThere)).toBe(needed);
  });
});
