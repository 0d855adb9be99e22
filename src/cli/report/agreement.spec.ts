import { aGate, aResult } from '../../../test/cli/support/results.js';
import { someReportFacts } from '../../../test/support/report-facts.js';
import { type Sample, sampleVerdicts, untestedLines } from '../../../test/support/sample-verdicts.js';
import { renderCheck } from '../../domain/reporting/render-check.js';
import { renderComment } from '../../domain/reporting/render-comment.js';
import { toReportedRules } from '../../domain/reporting/report-facts.js';
import { renderJson } from './render-json.js';
import { renderJunit } from './render-junit.js';
import { renderMarkdown } from './render-markdown.js';
import { renderTable } from './render-table.js';

const unescaped = (text: string): string => text.replaceAll('\\', '');

/** The verdict as `qgate`, a check and a comment show it; the page of a pull request is tested beside its source. */
function shown({ verdict, findings }: Sample) {
  const { uncovered, warnings, violations, passed_rules, waived_violations, skipped_rules } = verdict;
  const lists = { violations, passed_rules, waived_violations, skipped_rules };
  const gate = aGate({ ...verdict, ...lists });
  const newFindings = findings.map((each) => ({ ...each, tool: 'lint', type: 'bug' as const, matched_by: null }));
  const result = aResult({ gate, newFindings, newFindingsTotal: findings.length });
  const facts = someReportFacts({
    ...{ status: verdict.status, state: verdict.status === 'failed' ? 'failure' : 'success', warnings },
    rules: toReportedRules(lists),
    newFindings: findings.map(({ severity, file_path: filePath, line, message, rule_id: ruleId }) => ({
      ...{ severity, filePath, startLine: line, endLine: line, message, tool: 'lint', ruleId, isOnChangedLines: true },
    })),
    newFindingsTotal: findings.length,
    uncovered:
      uncovered?.map(({ file_path: filePath, ranges, more_lines: moreLines }) => ({ filePath, ranges, moreLines })) ??
      null,
  });
  const { title, summary, text } = renderCheck(facts, { annotations: false });
  return {
    texts: {
      table: renderTable(result, false),
      markdown: unescaped(renderMarkdown(result)),
      check: unescaped([title, summary, text].join('\n')),
      comment: unescaped(renderComment(facts, 'html').body),
    },
    json: renderJson(result, 1),
    junit: renderJunit(result),
  };
}

describe('sixty verdicts in all places', () => {
  it('call a value unknown that a rule was judged without', () => {
    const sample = sampleVerdicts().find(({ verdict }) => verdict.violations.length > 0)!;
    const [first, ...others] = sample.verdict.violations;
    const violations = [{ ...first!, actual: null }, ...others];
    const unknown = { ...sample, verdict: { ...sample.verdict, violations } } as unknown as Sample;
    const { texts, junit } = shown(unknown);
    expect(junit).toContain(`actual unknown, threshold ${first!.threshold}`);
    for (const [place, text] of Object.entries(texts))
      expect([place, text]).toEqual([place, expect.stringMatching(new RegExp(`${first!.rule}.*unknown`))]);
  });

  it.each(sampleVerdicts().map((sample, at) => [at, sample] as const))('agree: %i', (_, sample) => {
    const { verdict, findings } = sample;
    const { json, texts } = shown(sample);
    const isFailed = verdict.status === 'failed';
    for (const [place, text] of Object.entries(texts)) {
      // A comment on a green verdict is a sentence with what deserves a look.
      const isWhole = isFailed || place !== 'comment';
      const words: string[] = [verdict.status, ...verdict.warnings.map(({ message }) => message)];
      for (const { rule, actual } of isWhole ? verdict.violations : []) words.push(rule, String(actual));
      // A comment has broken rules alone.
      if (place !== 'comment') {
        for (const { rule, actual } of verdict.waived_violations) words.push(rule, String(actual), 'waived');
        for (const { rule } of verdict.skipped_rules) words.push(rule, 'skipped');
      }
      for (const { message, file_path, line } of isWhole ? findings : []) words.push(message, `${file_path}:${line}`);
      for (const { file_path } of isWhole ? (verdict.uncovered ?? []) : []) words.push(file_path);
      for (const word of words)
        expect([place, text.toLowerCase()]).toEqual([place, expect.stringContaining(word.toLowerCase())]);
      if (!isWhole) continue;
      const count = (/New findings \((\d+)\)/.exec(text) ?? /(\d+) new finding/.exec(text))?.[1] ?? '0';
      expect([place, Number(count)]).toEqual([place, findings.length]);
      const lines = untestedLines(verdict);
      if (place === 'check' || place === 'comment')
        expect(/Added lines that no test runs: (\d+)/.exec(text)?.[1]).toBe(lines === 0 ? undefined : String(lines));
      else expect(text.includes('Added lines that no test runs')).toBe(lines > 0);
    }
    expect(JSON.parse(json)).toMatchObject({
      status: verdict.status,
      new_findings: findings.map(({ message }) => ({ message })),
      uncovered: verdict.uncovered,
      warnings: verdict.warnings,
      waived_violations: verdict.waived_violations,
      skipped_rules: verdict.skipped_rules,
    });
  });
});
