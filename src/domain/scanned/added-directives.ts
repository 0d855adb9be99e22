import type { ChangedLines } from '../changes/changed-lines.js';
import { type DirectiveExtent, hasGrown, splitRuleId } from '../findings/directive.js';
import type { Severity } from '../findings/finding.js';
import { isSuppressedKind, kindOf } from '../findings/segments/kinds.js';
import { isHiddenState, isNewState } from '../findings/segments/row-states.js';
import { messageAt } from '../findings/segments/segment.js';
import { groupBy } from '../group-by.js';
import type { IssueId } from '../ids.js';
import { silencedBy, type SilencedProblem } from '../suppressions/silenced.js';
import type { AddedDirective } from '../suppressions/suppressions-evidence.js';
import { type Acceptance, coversSeverity, type Marks } from './marked-groups.js';
import type { FileChoice, ReadFile, ToolScanFindings } from './read-files.js';

/** A directive that a change adds, before the problems that it silences are looked for. */
export type FoundDirective = Omit<AddedDirective, 'hides'>;

/** The files with a directive that the change adds. */
export function hasAddedDirective(own: readonly ToolScanFindings[]): FileChoice {
  const withNew = filesWith(own, isNewState);
  return ({ path }) => withNew.has(path);
}

/**
 * True where an acceptance covers a finding: a directive that silences more than the accepted one needs another, and so does a
 * problem that has become more severe.
 */
export const isAcceptedBy = (
  mark: Acceptance,
  { directive, severity }: { readonly directive: DirectiveExtent | null; readonly severity: Severity },
): boolean =>
  directive === null ? coversSeverity(mark, severity) : mark.directive !== null && !hasGrown(mark.directive, directive);

/** @param files with directives; @param marks by problem */
export const addedDirectives = (files: readonly ReadFile[], marks: ReadonlyMap<number, Marks>): FoundDirective[] =>
  files.flatMap((read) =>
    rowsWith(read, isNewState).map((row): FoundDirective => {
      const { details, file } = read;
      const issueId = file.facts.issueIds[row]! as IssueId;
      const extent = details.directives.get(row)!;
      const acceptance = marks.get(issueId)?.accepted;
      return {
        ...splitRuleId(details.ruleIds[details.rules[row]!]!),
        ...extent,
        issueId,
        filePath: file.path,
        line: details.startLines[row]!,
        reason: messageAt(details, row),
        isAccepted: acceptance !== undefined && isAcceptedBy(acceptance, { directive: extent, severity: 'info' }),
      };
    }),
  );

/** Files of the directives with a problem that its report suppresses. */
export function hasSuppressedProblem(found: readonly FoundDirective[]): FileChoice {
  const paths = new Set(found.map(({ filePath }) => filePath));
  return ({ path, facts }) => paths.has(path) && facts.kinds.some(([kind]) => isSuppressedKind(kind));
}

/** The directives with the problems of their files that they silence and that were not suppressed on the base. */
export function withHidden(found: readonly FoundDirective[], files: readonly ReadFile[]): AddedDirective[] {
  const problems = files.flatMap((read) =>
    rowsWith(read, isHiddenState).map((row): SilencedProblem & { readonly path: string } => ({
      path: read.file.path,
      tool: read.findings.tool,
      ruleId: read.details.ruleIds[read.details.rules[row]!]!,
      severity: kindOf(read.details.kinds[row]!).severity,
      startLine: read.details.startLines[row]! || null,
    })),
  );
  const byPath = groupBy(problems, ({ path }) => path);
  return found.map((directive) => ({
    ...directive,
    hides: silencedBy(directive, directive.line, byPath.get(directive.filePath) ?? []),
  }));
}

const rowsWith = ({ findings, start, details }: ReadFile, holds: (state: number) => boolean): number[] =>
  Array.from({ length: details.count }, (_, row) => row).filter((row) => holds(findings.states[start + row]!));

/** Paths of the files with a row of such a state. */
function filesWith(stored: readonly ToolScanFindings[], holds: (state: number) => boolean): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { manifest, states } of stored) {
    let start = 0;
    for (const { path, facts } of manifest) {
      const end = start + facts.issueIds.length;
      if (states.subarray(start, end).some(holds)) paths.add(path);
      start = end;
    }
  }
  return paths;
}

/** Directives of the base that are gone from files that the change names: a report of a change may leave out all others. */
export function countRemoved(
  own: readonly ToolScanFindings[],
  ofBase: readonly ToolScanFindings[],
  changes: ChangedLines | null,
): number {
  const ids = new Set(own.flatMap(({ manifest }) => manifest.flatMap(({ facts }) => facts.issueIds)));
  const named = changes && new Set(changes.files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
  const gone = ofBase.flatMap(({ manifest }) =>
    manifest
      .filter(({ path }) => named?.has(path) ?? true)
      .flatMap(({ facts }) => facts.issueIds.filter((id) => !ids.has(id))),
  );
  return gone.length;
}
