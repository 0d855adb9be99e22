import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { aReportedFinding, passedFacts, someReportFacts } from '../../../test/support/report-facts.js';
import { describeReport } from './describe-report.js';
import { renderCheck } from './render-check.js';
import { toReportedRules } from './report-facts.js';
import { MAX_ANNOTATIONS, selectAnnotations } from './select-annotations.js';

const ALL = { annotations: true };

describe('a check', () => {
  it('has every rule of the verdict once', () => {
    const check = renderCheck(someReportFacts(), ALL);
    expect(check.summary).toBe(`| Rule | Required | Actual | Result |
| --- | ---: | ---: | --- |
| \`new_critical_max\` | 0 | 2 | failed |
| \`new_high_max\` | 2 | 0 | passed |
| \`duplication_pct_max\` |  |  | skipped |
| \`new_coverage_min\` | 80 | 72.4 | failed |`);
    expect(check).toMatchObject({ state: 'failure', externalId: '1/345/2', context: 'quality-gate' });
    expect(check.title).toBe(
      'Failed: new_critical_max is 2 and must be at most 0; new_coverage_min is 72.4 and must be at least …',
    );
    expect(check.title).toHaveLength(100);
  });

  it('has the members of a merge group that break a rule', () => {
    const rule = (members: number[]) =>
      toReportedRules({
        ...{ passed_rules: [], waived_violations: [], skipped_rules: [] },
        violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, caused_by: members }],
      });
    const rowOf = (members: number[]) => renderCheck({ ...someReportFacts(), rules: rule(members) }, ALL).summary;
    expect(rowOf([7, 8])).toContain('| 0 | 2 | failed, by pull request 7, 8 |');
    expect(rowOf(Array.from({ length: 12 }, (_, at) => at + 1))).toContain('9, 10, and 2 more |');
    expect(rowOf([])).toContain('| 0 | 2 | failed |');
  });

  it('has findings, their annotations and uncovered lines', () => {
    const check = renderCheck(someReportFacts(), ALL);
    expect(check.text).toContain('**2 new findings**\n- critical [`src/pay/charge.ts:41`](');
    expect(check.text).toContain('**Added lines that no test runs: 11 in 3 files**\n\n`src/pay/charge.ts` 38-44 · ');
    expect(check.annotations).toEqual([
      {
        path: 'src/pay/charge.ts',
        startLine: 41,
        endLine: 41,
        severity: 'critical',
        title: 'semgrep sql-injection',
        message: 'SQL built from request input',
      },
      expect.objectContaining({ path: 'src/pay/refund.ts', startLine: 17, endLine: 18 }),
    ]);
    expect(renderCheck(someReportFacts(), { annotations: false }).annotations).toEqual([]);
    expect(renderCheck(passedFacts(), ALL)).toMatchObject({ text: '', annotations: [] });
  });

  it('names what holds a rating down', () => {
    const heldDownBy = ['Reliability D: complexity 92 of parse in lib/parse.js'];
    expect(renderCheck(someReportFacts({ heldDownBy }), ALL).text).toContain(
      '**What lowers the rating**\n- Reliability D: complexity 92 of parse in lib/parse.js\n\n',
    );
  });

  it('that is pending says so and nothing else', () => {
    const check = renderCheck(someReportFacts({ state: 'pending', canReevaluate: true }), ALL);
    expect(check).toMatchObject({
      title: 'waiting for reports',
      summary: 'waiting for reports',
      text: '',
      annotations: [],
    });
    expect(check.hasReevaluateAction).toBe(false);
    expect(renderCheck(someReportFacts({ canReevaluate: true }), ALL).hasReevaluateAction).toBe(true);
  });

  it('has a text within the limit, whatever reports contain', () => {
    const long = fc.string({ unit: 'binary', minLength: 150, maxLength: 400 });
    const finding = fc.record({ message: long, filePath: long, ruleId: long }).map((parts) => aReportedFinding(parts));
    fc.assert(
      fc.property(fc.array(finding, { minLength: 10, maxLength: 10 }), (few) => {
        const newFindings = Array.from({ length: 20 }, () => few).flat();
        const { text } = renderCheck(someReportFacts({ newFindings, newFindingsTotal: 9_999 }), ALL);
        expect(text.length).toBeLessThanOrEqual(60_000);
        expect(text).toMatch(/and \d+ more/);
      }),
      { numRuns: propertyRuns(10) },
    );
  });
});

describe('annotations', () => {
  it('are of changed lines first, then the worst, and at most 50', () => {
    const newFindings = [
      aReportedFinding({ severity: 'critical', isOnChangedLines: false }),
      aReportedFinding({ severity: 'low', startLine: 9 }),
      aReportedFinding({ severity: 'high', startLine: 7 }),
      ...Array.from({ length: 60 }, (_, at) => aReportedFinding({ severity: 'info', startLine: at + 1 })),
    ];
    const chosen = selectAnnotations({ newFindings });
    expect(chosen).toHaveLength(MAX_ANNOTATIONS);
    expect(chosen.slice(0, 3).map(({ severity }) => severity)).toEqual(['high', 'low', 'info']);
    expect(chosen.some(({ severity }) => severity === 'critical')).toBe(false);
    const { text } = renderCheck(someReportFacts({ newFindings, newFindingsTotal: 63 }), ALL);
    expect(text).toContain('**63 new findings**, 50 of them annotated on their lines\n');
  });

  it('have a line, a message and a title within the limits', () => {
    const [note] = selectAnnotations({
      newFindings: [
        aReportedFinding({
          startLine: null,
          endLine: null,
          message: ' \u202e\u0007',
          tool: 'x'.repeat(300),
          ruleId: 'r',
        }),
      ],
    });
    expect(note).toMatchObject({ startLine: 1, endLine: 1, message: 'r' });
    expect(note!.title).toHaveLength(255);
    const [long] = selectAnnotations({ newFindings: [aReportedFinding({ message: '😀'.repeat(4_000), endLine: 2 })] });
    expect(long!.message.length).toBeLessThanOrEqual(4_000);
    expect(long!.message.isWellFormed()).toBe(true);
    expect(long!.endLine).toBe(41);
  });
});

it.each([
  ['a verdict', {}, /^Failed: new_critical_max is 2 and/],
  ['monitor mode', { state: 'neutral' }, /^monitor mode: would have failed: new_critical_max is 2 and/],
  ['a pending scan', { state: 'pending' }, /^waiting for reports$/],
  [
    'one that timed out',
    { reason: 'timed_out', deadlineMinutes: 30 },
    /^timed out: reports were not complete within 30 minutes$/,
  ],
  [
    'nothing judged',
    { state: 'neutral', status: 'not_configured', summary: 'Not judged: no policy.' },
    /^Not judged: no policy\.$/,
  ],
] as const)('describes %s', (_, more, text) => {
  expect(describeReport(someReportFacts(more))).toMatch(text);
});
