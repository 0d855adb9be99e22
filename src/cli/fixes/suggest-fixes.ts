import { chooseFix, type Fix, type Suggestion } from '../../domain/findings/fix.js';
import { type Git } from '../git/git.js';
import { listTrackedFiles } from '../git/tracked-files.js';
import { readWithin } from '../regular-file.js';
import { type RunResult } from '../report/run-result.js';
import { type OutputFormat, type OutputTarget } from '../settings/output-target.js';
import { applyEdits, lineStarts, toTextEdits } from './file-edits.js';
import { readReportedFindings } from './reported-findings.js';

/** Size above which a file gets no suggestions. */
const MOST_BYTES = 16 * 1024 ** 2;

/** Forms of output that show fixes. */
const SHOWING: ReadonlySet<OutputFormat> = new Set(['rdjson', 'markdown', 'github']);

/** The result with suggestions for its new findings, where a form of output shows them. */
export async function withSuggestions(
  result: RunResult,
  output: readonly OutputTarget[],
  git: Git,
): Promise<RunResult> {
  if (!output.some(({ format }) => SHOWING.has(format)) || result.written.length === 0) return result;
  const written = await readReportedFindings(result.written, git.root, await listTrackedFiles(git));
  const suggestions = new Map<number, Suggestion>();
  for (const finding of result.newFindings) {
    const reported = written.find(finding);
    const fix = reported && chooseFix(reported, false);
    if (fix == null || finding.file_path === null) continue;
    const text = await readWithin(git.root, finding.file_path, MOST_BYTES);
    const suggestion = typeof text === 'string' ? null : suggestLines(fix, text.toString());
    if (suggestion !== null) suggestions.set(finding.issue_id, suggestion);
  }
  return { ...result, suggestions };
}

/** The lines that a fix replaces, whole; null where it does not fit the text. */
export function suggestLines(fix: Fix, text: string): Suggestion | null {
  const edits = toTextEdits(fix, text);
  if (edits === null) return null;
  const starts = lineStarts(text);
  const lineAt = (offset: number): number => starts.findLastIndex((start) => start <= offset);
  const [from, to] = [edits[0]!.start, edits.at(-1)!.end];
  const first = lineAt(from);
  // A range that ends with a line end leaves the line behind it as it is.
  const last = lineAt(Math.max(from, to - 1));
  const [start, end] = [starts[first]!, starts[last + 1] ?? text.length];
  const lines = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const changed = applyEdits(text.slice(start, end), lines);
  return { startLine: first + 1, endLine: last + 1, text: changed.replace(/(?:\r\n|\n|\r)$/, '') };
}
