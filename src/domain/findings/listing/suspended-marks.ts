import type { IssueId } from '../../ids.js';
import { FINDING_TYPES } from '../finding.js';
import { isMarkInForce, isMarkLineEdited, type MarkedLines } from '../marked-line.js';
import { extrasAt, type FindingColumns, rowOfIssue } from './finding-columns.js';

/** A mark as a false positive, or of another kind. */
interface KindOfMark extends MarkedLines {
  readonly issueId: IssueId;
  readonly kind: string;
}

/** False positives of a scan whose marked line was edited: all of them, and those that do not count until they are confirmed. */
export function editedMarksIn(
  columns: FindingColumns,
  marks: readonly KindOfMark[],
): Record<'edited' | 'suspended', ReadonlySet<IssueId>> {
  const [edited, suspended] = [new Set<IssueId>(), new Set<IssueId>()];
  for (const mark of marks) {
    const row = mark.kind === 'false_positive' ? rowOfIssue(columns, mark.issueId) : null;
    const line = row === null ? undefined : extrasAt(columns, row).markLine;
    if (!isMarkLineEdited(mark, line)) continue;
    edited.add(mark.issueId);
    if (!isMarkInForce(mark, FINDING_TYPES[columns.type[row!]!]!, line)) suspended.add(mark.issueId);
  }
  return { edited, suspended };
}
