import type { DirectiveExtent } from '../findings/directive.js';
import type { FindingType } from '../findings/finding.js';
import { isMarkInForce, type MarkedLines } from '../findings/marked-line.js';
import { type FindingGroup, flagsOf, joinGroups, moveMarked } from '../findings/segments/groups.js';
import { kindOf } from '../findings/segments/kinds.js';
import type { ReadFile } from './read-files.js';

/** Marks of one problem, by their kinds. */
export interface Marks {
  /** With the lines that it was made for. */
  readonly false_positive?: MarkedLines;
  /** With its end (null: for good), and the extent of a directive when it was accepted. */
  readonly accepted?: { readonly endsAt: Date | null; readonly directive: DirectiveExtent | null };
}

/** A finding as far as its marks depend on it. */
export interface MarkedFinding {
  readonly type: FindingType;
  /** As the scan notes it; left out where the mark is of this very line. */
  readonly markLine?: string | undefined;
}

/** True for a finding that its marks call a false positive, on the line that it has now. */
export const isFalsePositive = ({ false_positive: mark }: Marks, { type, markLine }: MarkedFinding): boolean =>
  mark !== undefined && isMarkInForce(mark, type, markLine);

/** True for a finding that does not count for its marks. */
export const isMarkedAway = (marks: Marks, finding: MarkedFinding): boolean =>
  marks.accepted !== undefined || isFalsePositive(marks, finding);

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
      const finding = { type: kindOf(kind).type, markLine: findings.notes.markLines?.[start + row] };
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
