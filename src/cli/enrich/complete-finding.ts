import { type Finding, type Region, type SourceContext } from '../../domain/findings/finding.js';
import { cutContext, cutSnippet } from '../../domain/findings/readers/source-text.js';
import { BLANK } from '../../domain/findings/secrets/token-shapes.js';
import { type ScopeTree } from '../source/scopes/scope-tree.js';
import { type ColumnKind, lineAt, offsetAt, type SourceFile, toUtf16Column } from '../source/source-file.js';

/**
 * Facts about a finding from the checkout, for those that its report lacks; null when the report has them or they are
 * unknown.
 */
export interface Addition {
  readonly snippet: string | null;
  readonly context: SourceContext | null;
  readonly scope: string | null;
}

/** True when the file is, as far as the report's own text of the finding shows, the one that the tool read. */
export function agreesWithFile({ region, context, snippet, isSecret }: Finding, file: SourceFile): boolean {
  if (region.startLine === null) return false;
  const line = lineAt(file, region.startLine);
  if (line === null) return false;
  const reported = context?.text.split('\n')[region.startLine - context.startLine];
  if (reported !== undefined) return reported.trimEnd() === line.trimEnd();
  // tools that look for secrets write something else in their place
  const quoted = isSecret === true ? [] : (snippet ?? '').split('\n').filter((text) => text.trim() !== '');
  return quoted.length === 0 || quoted.some((text) => line.includes(text.trim()));
}

/**
 * Details that a report left out of a finding: the flagged text, the lines around it (as many as the matcher reads) and
 * the path of the named scopes around it. Null when there is nothing to add, and when the file is not the one that the
 * tool read.
 *
 * @param shown the file without its secrets: texts are cut from it
 * @param columns the unit in which the report counts columns
 * @param scopes those of the file; read only when the report names no scope
 */
export async function completeFinding(
  finding: Finding,
  file: SourceFile,
  shown: SourceFile,
  columns: ColumnKind,
  scopes: (file: SourceFile) => Promise<ScopeTree>,
): Promise<Addition | null> {
  if (!agreesWithFile(finding, file)) return null;
  const region = toUtf16Region(finding.region, file, columns);
  const addition: Addition = {
    snippet: finding.snippet === null ? snippetOf(region, file, shown) : null,
    context: finding.context === null ? cutContext(shown.lines, region) : null,
    scope: finding.scope === null ? await scopeOf(region, file, scopes) : null,
  };
  return addition.snippet === null && addition.context === null && addition.scope === null ? null : addition;
}

/** Columns mean nothing in lines of which a part is blanked: there, nothing of the text is sent. */
function snippetOf(region: Region, file: SourceFile, shown: SourceFile): string | null {
  const snippet = cutSnippet(file.lines, region);
  const isShown = shown === file || cutSnippet(shown.lines, region) === snippet;
  return snippet === null || isShown ? snippet : BLANK;
}

async function scopeOf(
  { startLine, startColumn }: Region,
  file: SourceFile,
  scopes: (file: SourceFile) => Promise<ScopeTree>,
): Promise<string | null> {
  if (startLine === null || file.isMinified) return null;
  return (await scopes(file)).pathAt(offsetAt(file, startLine, startColumn));
}

function toUtf16Region(region: Region, file: SourceFile, kind: ColumnKind): Region {
  const convert = (line: number | null, column: number | null): number | null =>
    line === null || column === null ? column : toUtf16Column(lineAt(file, line) ?? '', column, kind);
  return {
    ...region,
    startColumn: convert(region.startLine, region.startColumn),
    endColumn: convert(region.endLine, region.endColumn),
  };
}
