import { type Diagnostic, type Range, type TextEdit } from 'vscode-languageserver/node';
import { countOf } from '../../domain/count-of.js';
import { type Severity } from '../../domain/findings/finding.js';
import { type Fix } from '../../domain/findings/fix.js';
import { helpOf } from '../../domain/findings/rule-help.js';
import { type ScanFinding } from '../api/answers.js';
import { lineStarts, toTextEdits } from '../fixes/file-edits.js';
import { type ReportedFindings } from '../fixes/reported-findings.js';
import { type RunResult } from '../report/run-result.js';
import { withVisibleControls } from '../visible-text.js';
import { DiagnosticSeverity, DiagnosticTag } from './protocol-library.js';

/** A problem of a file as an editor shows it, with the fixes that its tool offers. */
export interface FileProblem {
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly OfferedFix[];
}

export interface OfferedFix {
  readonly title: string;
  readonly isSafe: boolean;
  readonly edits: readonly TextEdit[];
}

const SOURCE = 'qgate';
/** Rule that added lines without a test may break. */
const COVERAGE_RULE = 'new_coverage_min';

const SEVERITY_OF: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

/** Problems of one file in a verdict: its new findings, and added lines that no test runs. */
export function problemsOfFile(
  { newFindings, gate }: Pick<RunResult, 'newFindings' | 'gate'>,
  file: string,
  text: string,
  written: ReportedFindings,
): readonly FileProblem[] {
  const lines = new DocumentLines(text);
  const uncovered = gate?.uncovered?.find(({ file_path: path }) => path === file)?.ranges ?? [];
  return [
    ...newFindings
      .filter(({ file_path: path }) => path === file)
      .map((finding) => toProblem(finding, text, lines, written)),
    ...uncovered.map(([first, last]) => toGap(first, last, lines)),
  ];
}

function toProblem(finding: ScanFinding, text: string, lines: DocumentLines, written: ReportedFindings): FileProblem {
  const { rule_id: rule, severity, message, type, line, end_line: endLine } = finding;
  const reported = written.find(finding);
  const href = reported && helpOf(reported)?.helpUri;
  const region = reported?.region ?? { startColumn: null, endLine: endLine ?? line, endColumn: null };
  return {
    diagnostic: {
      range: lines.rangeOf({ ...region, startLine: line ?? 1 }),
      severity: SEVERITY_OF[severity],
      source: SOURCE,
      code: withVisibleControls(rule),
      ...(href != null && { codeDescription: { href } }),
      message: withVisibleControls(message),
      ...(type === 'dead_code' && { tags: [DiagnosticTag.Unnecessary] }),
    },
    fixes: (reported?.fixes ?? []).flatMap((fix) => toOffered(fix, rule, text, lines)),
  };
}

function toOffered(fix: Fix, rule: string, text: string, lines: DocumentLines): OfferedFix[] {
  const edits = toTextEdits(fix, text);
  if (edits === null) return [];
  const title = withVisibleControls(`${fix.description ?? 'Fix this problem'} (${rule})`);
  return [
    {
      ...{ title, isSafe: fix.isSafe },
      edits: edits.map(({ start, end, text: newText }) => ({
        range: { start: lines.positionAt(start), end: lines.positionAt(end) },
        newText,
      })),
    },
  ];
}

const toGap = (first: number, last: number, lines: DocumentLines): FileProblem => ({
  diagnostic: {
    range: lines.rangeOf({ startLine: first, startColumn: null, endLine: last, endColumn: null }),
    severity: DiagnosticSeverity.Information,
    source: SOURCE,
    code: COVERAGE_RULE,
    message: `No test runs ${countOf(last - first + 1, 'added line')}.`,
  },
  fixes: [],
});

interface Region {
  readonly startLine: number;
  readonly startColumn: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** The lines of a saved file; positions count from 0, in UTF-16. */
class DocumentLines {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    this.starts = lineStarts(text);
  }

  /** A region as a range that lies in the file. Without columns it is the text of its lines. */
  rangeOf({ startLine, startColumn, endLine, endColumn }: Region): Range {
    const first = this.clamp(startLine);
    const last = Math.max(first, this.clamp(endLine ?? startLine));
    const start = { line: first, character: this.column(first, startColumn) ?? this.indentOf(first) };
    const end = { line: last, character: this.column(last, endColumn) ?? this.content(last).trimEnd().length };
    const isEmpty = first === last && end.character <= start.character;
    return { start, end: isEmpty ? { line: last, character: this.content(last).length } : end };
  }

  positionAt(offset: number): { readonly line: number; readonly character: number } {
    let line = this.starts.length - 1;
    while (line > 0 && this.starts[line]! > offset) line -= 1;
    return { line, character: offset - this.starts[line]! };
  }

  private clamp(line: number): number {
    return Math.min(Math.max(line, 1), this.starts.length) - 1;
  }

  private column(line: number, column: number | null): number | null {
    return column === null ? null : Math.min(column - 1, this.content(line).length);
  }

  private indentOf(line: number): number {
    const content = this.content(line);
    return content.trim() === '' ? 0 : content.length - content.trimStart().length;
  }

  private content(line: number): string {
    return this.text.slice(this.starts[line], this.starts[line + 1]).replace(/(?:\r\n|\n|\r)$/, '');
  }
}
