import { isSecretRule } from '../findings/classify/classify.js';
import { complexityIn } from '../findings/classify/complexity-rules.js';
import { kindOf } from '../findings/segments/kinds.js';
import { isNewState, isSuppressedOnBaseState } from '../findings/segments/row-states.js';
import { messageAt } from '../findings/segments/segment.js';
import type { CandidateFinding } from '../gate/actions/action-facts.js';
import type { IssueId } from '../ids.js';
import { isMarkedAway, type Marks } from './marked-groups.js';
import type { ReadFile } from './read-files.js';

/** The findings of a file that rules count: neither suppressed nor marked, and new ones alone where `isNewOnly` is true. */
export function countedIn(
  { findings, file, start, details }: ReadFile,
  marked: ReadonlyMap<number, Marks>,
  isNewOnly: boolean,
): CandidateFinding[] {
  return file.facts.issueIds.flatMap((id, at): CandidateFinding[] => {
    const issueId = id as IssueId;
    const state = findings.states[start + at]!;
    const isNew = isNewState(state);
    const { isSuppressed, type, severity, debtKind, toolLevel } = kindOf(details.kinds[at]!);
    const markLine = findings.notes.markLines?.[start + at];
    if (
      type === 'suppression' ||
      isSuppressed ||
      isSuppressedOnBaseState(state) ||
      isMarkedAway(marked.get(issueId) ?? {}, { type, severity, markLine }) ||
      (isNewOnly && !isNew)
    )
      return [];
    const place = findings.notes.places?.[start + at] ?? {
      ...{ filePath: file.path, startLine: details.startLines[at]!, endLine: details.endLines[at]! },
    };
    const from = place.startLine || null;
    return [
      {
        ...{ type, severity, debtKind, issueId, isNew, isToolError: toolLevel === 'error' },
        ...(type === 'security' &&
          isSecretRule(findings.tool, details.ruleIds[details.rules[at]!]!) && { isSecret: true }),
        filePath: place.filePath === '' ? null : place.filePath,
        range: from === null ? null : [from, Math.max(place.endLine, from)],
        complexity: type === 'complexity' ? complexityIn(messageAt(details, at)) : null,
      },
    ];
  });
}
