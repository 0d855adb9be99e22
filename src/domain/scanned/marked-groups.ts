import type { DirectiveExtent } from '../findings/directive.js';
import { type FindingType, SEVERITIES, type Severity } from '../findings/finding.js';
import { isMarkInForce, type MarkedLines } from '../findings/marked-line.js';
import { type FindingGroup, flagsOf, joinGroups, moveMarked } from '../findings/segments/groups.js';
import { kindOf } from '../findings/segments/kinds.js';
import type { ReadFile } from './read-files.js';

/** Extent up to which a problem was accepted. */
export interface Acceptance {
  /** Extent of a directive then; null for a problem. */
  readonly directive: DirectiveExtent | null;
  /** Severity of the problem then; null, or left out, covers any. */
  readonly severity?: Severity | null;
}

/** True where an acceptance covers a problem: one that has become more severe needs another. */
export const coversSeverity = ({ severity: accepted = null }: Acceptance, severity: Severity): boolean =>
  accepted === null || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(accepted);

/** Marks of one problem, by their kinds. */
export interface Marks {
  /** With the lines that it was made for. */
  readonly false_positive?: MarkedLines;
  /** With its end; null: for good. */
  readonly accepted?: Acceptance & { readonly endsAt: Date | null };
}

/** A finding as far as its marks depend on it. */
export interface MarkedFinding {
  readonly type: FindingType;
  readonly severity: Severity;
  /** As the scan notes it; left out where the mark is of this very line. */
  readonly markLine?: string | undefined;
}

/** True for a finding that its marks call a false positive, on the line that it has now. */
export const isFalsePositive = (
  { false_positive: mark }: Marks,
  { type, markLine }: Omit<MarkedFinding, 'severity'>,
): boolean => mark !== undefined && isMarkInForce(mark, type, markLine);

/** True for a finding that does not count for its marks. */
export const isMarkedAway = (marks: Marks, finding: MarkedFinding): boolean =>
  (marks.accepted !== undefined && coversSeverity(marks.accepted, finding.severity)) || isFalsePositive(marks, finding);

/** Groups of findings under the marks of now, and the time at which the first acceptance among them ends; null: none does. */
export interface MarkedGroups {
  readonly groups: FindingGroup[];
  readonly acceptedUntil: Date | null;
}

/**
 * Takes the marked findings out of groups that count them as well. A false positive is no accepted problem.
 *
 * @param files all with a marked finding
 */
export function withMarks(
  groups: readonly FindingGroup[],
  files: readonly ReadFile[],
  marked: ReadonlyMap<number, Marks>,
): MarkedGroups {
  const moved: FindingGroup[] = [];
  const ends: number[] = [];
  for (const { findings, file, start, details } of files)
    file.facts.issueIds.forEach((id, row) => {
      const marks = marked.get(id);
      const kind = details.kinds[row]!;
      const { type, severity } = kindOf(kind);
      const finding = { type, severity, markLine: findings.notes.markLines?.[start + row] };
      if (marks === undefined || !isMarkedAway(marks, finding)) return;
      const accepted = isFalsePositive(marks, finding) ? undefined : marks.accepted;
      const group: FindingGroup = [kind, flagsOf(findings.states[start + row]!), 1];
      moved.push(...moveMarked(group, accepted !== undefined));
      if (accepted?.endsAt) ends.push(accepted.endsAt.getTime());
    });
  return {
    groups: joinGroups([...groups, ...moved]),
    acceptedUntil: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}
