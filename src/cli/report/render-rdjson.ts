import { type Severity } from '../../domain/findings/finding.js';
import { type ScanFinding } from '../api/answers.js';
import { withVisibleControls } from '../visible-text.js';
import { directiveNotes, UNCOVERED_MESSAGE } from './describe-evidence.js';
import { type RunResult } from './run-result.js';

const SEVERITY_OF: Readonly<Record<Severity, string>> = {
  critical: 'ERROR',
  high: 'ERROR',
  medium: 'WARNING',
  low: 'INFO',
  info: 'INFO',
};

/**
 * The new findings, added directives and uncovered added lines in reviewdog's `rdjson`, with the fixes of their tools as suggestions. Reviewdog posts texts
 * as they are, so control characters in them are written out.
 */
export function renderRdjson({ gate, newFindings, suggestions }: RunResult): string {
  const findings = newFindings.flatMap((finding) => toDiagnostic(finding, suggestions));
  const gaps = (gate?.uncovered ?? []).flatMap(({ file_path: path, ranges }) =>
    ranges.map(([first, last]) => ({
      message: UNCOVERED_MESSAGE,
      location: { path, range: { start: { line: first }, end: { line: last } } },
      severity: 'INFO',
      code: { value: 'uncovered-lines' },
    })),
  );
  const directives = directiveNotes(gate).map(({ path, line, rule, message }) => ({
    message: withVisibleControls(message),
    location: { path, range: toRange(line, line) },
    ...{ severity: 'INFO', source: { name: 'suppressions' }, code: { value: withVisibleControls(rule) } },
  }));
  return `${JSON.stringify({ source: { name: 'qgate' }, diagnostics: [...findings, ...directives, ...gaps] })}\n`;
}

function toDiagnostic(finding: ScanFinding, suggestions: RunResult['suggestions']) {
  const { file_path: path, line, end_line: endLine, message, severity, rule_id: rule, tool } = finding;
  if (path === null) return [];
  const suggestion = suggestions.get(finding.issue_id);
  return [
    {
      message: withVisibleControls(message),
      location: { path, ...(line !== null && { range: toRange(line, endLine ?? line) }) },
      severity: SEVERITY_OF[severity],
      source: { name: withVisibleControls(tool) },
      code: { value: withVisibleControls(rule) },
      ...(suggestion && {
        suggestions: [{ range: toRange(suggestion.startLine, suggestion.endLine), text: suggestion.text }],
      }),
    },
  ];
}

/** Whole lines: columns of this format count bytes, and those of findings characters. */
const toRange = (first: number, last: number) => ({ start: { line: first }, end: { line: last } });
