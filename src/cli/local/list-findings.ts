import { otherPlaces } from '../../domain/findings/clones/stored-clone.js';
import { type ExportedFinding } from '../../domain/findings/export-sarif.js';
import { type ProblemType, SEVERITIES } from '../../domain/findings/finding.js';
import { isMarkLineEdited } from '../../domain/findings/marked-line.js';
import { kindOf, toolLevelOf } from '../../domain/findings/segments/kinds.js';
import { isSuppressedOnBaseState, stateOf } from '../../domain/findings/segments/row-states.js';
import { messageAt } from '../../domain/findings/segments/segment.js';
import { NEW_BECAUSE } from '../../domain/findings/tracking/newness.js';
import { compareTexts } from '../../domain/gate/actions/next-action.js';
import { type Marks } from '../../domain/scanned/marked-groups.js';
import { type ReadFile } from '../../domain/scanned/read-files.js';
import { type ScanFinding } from '../api/answers.js';

/** A problem of the checkout, as forms of output show it. */
export interface ListedProblem extends ExportedFinding {
  readonly type: ProblemType;
  readonly issueId: number;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  /** See `MarkedFinding`. */
  readonly markLine: string | undefined;
  readonly nearest: ScanFinding['nearest'];
}

/** The problems of some files, worst first, then by place. */
export const listProblems = (files: readonly ReadFile[]): ListedProblem[] => files.flatMap(problemsIn).sort(byWeight);

function problemsIn({ findings, file, start, details }: ReadFile): ListedProblem[] {
  return file.facts.issueIds.flatMap((issueId, at): ListedProblem[] => {
    const kind = details.kinds[at]!;
    const { type, severity, debtKind, isSuppressed } = kindOf(kind);
    if (type === 'suppression') return [];
    const code = findings.states[start + at]!;
    const { isNew, matchedBy, newBecause } = stateOf(code);
    const reported = {
      ...{ filePath: file.path, startLine: details.startLines[at]!, endLine: details.endLines[at]! },
      message: messageAt(details, at),
    };
    const { filePath, startLine, endLine, message } = findings.notes.places?.[start + at] ?? reported;
    const { nearest, was } = findings.notes.explanations?.[start + at] ?? {};
    return [
      {
        ...{ tool: findings.tool, ruleId: details.ruleIds[details.rules[at]!]!, type, severity, debtKind, issueId },
        ...{ message, isNew, matchedBy, isSuppressed: isSuppressed || isSuppressedOnBaseState(code) },
        filePath: filePath === '' ? null : filePath,
        startLine: startLine || null,
        startColumn: details.startColumns[at]! || null,
        endLine: endLine || null,
        endColumn: details.endColumns[at]! || null,
        toolLevel: toolLevelOf(kind),
        cwe: details.weaknesses.get(at),
        newBecause: newBecause === null ? null : NEW_BECAUSE[newBecause]!,
        nearest: nearest === undefined ? null : { ...nearest, differs_in: [...nearest.differs_in] },
        was: was ?? null,
        markLine: findings.notes.markLines?.[start + at],
        related: otherPlaces(details.clones.get(at) ?? null, { filePath, startLine }),
      },
    ];
  });
}

export const toScanFinding = (problem: ListedProblem, { false_positive: mark, accepted }: Marks): ScanFinding => ({
  issue_id: problem.issueId,
  rule_id: problem.ruleId,
  tool: problem.tool,
  type: problem.type,
  severity: problem.severity,
  tool_level: problem.toolLevel ?? null,
  file_path: problem.filePath,
  line: problem.startLine,
  column: problem.startColumn,
  end_line: problem.endLine,
  message: problem.message,
  matched_by: problem.matchedBy,
  user_marked_fp: mark !== undefined,
  mark_line_edited: mark !== undefined && isMarkLineEdited(mark, problem.markLine),
  is_accepted: accepted !== undefined,
  new_because: problem.newBecause ?? null,
  nearest: problem.nearest ?? null,
  // The service keeps the message on the base to itself.
  was: (problem.was && { ...problem.was, message: null }) as ScanFinding['was'],
  related: (problem.related ?? []).map((place) => ({
    file_path: place.filePath,
    line: place.startLine,
    end_line: place.endLine,
  })),
});

const byWeight = (one: ListedProblem, other: ListedProblem): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
  compareTexts(one.filePath ?? '', other.filePath ?? '') ||
  (one.startLine ?? 0) - (other.startLine ?? 0) ||
  compareTexts(one.ruleId, other.ruleId);
