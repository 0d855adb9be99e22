import { useState } from 'react';
import { type ScanSummary } from '../scan/scan.queries';
import { type FindingFilter } from './finding-search';
import { type FindingSource } from './finding-source';
import { type FindingRow, type Marked, type MarkOperation, useMark, useUndoMark } from './findings.queries';
import { markedWords, WHO_MARKS } from './messages';

/** Result of the last decision about findings. */
export interface Outcome {
  readonly error: Error | null;
  readonly words: string | null;
  readonly isUndoing: boolean;
  /** Takes the decision back, where that is possible. */
  readonly onUndo?: () => void;
}

type Selection = ReadonlySet<number> | 'all';
const NOTHING: Selection = new Set();

/** Selected findings, and their marks: the selected ones, else the active one, are marked, or unmarked if it is marked. */
export function useMarking(page: ScanSummary, source: FindingSource, filter: FindingFilter, row: FindingRow | null) {
  const [selection, setSelection] = useState(NOTHING);
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState<MarkOperation | null>(null);
  const mark = useMark(page.scan.id);
  const undo = useUndoMark(page.scan.id);
  const count = selection === 'all' ? source.total : selection.size;
  const lockedBecause = page.can.mark_fp ? null : WHO_MARKS;

  const send = (marked: Marked, isFalsePositive: boolean, reason?: string) => {
    setAsking(false);
    setDone(null);
    setSelection(NOTHING);
    mark.mutate({ marked, isFalsePositive, ...(reason !== undefined && { reason }) }, { onSuccess: setDone });
  };
  const begin = () => {
    if (lockedBecause !== null || (count === 0 && row === null)) return;
    if (count === 0 && row!.isFalsePositive) send({ issueIds: [row!.issueId] }, false);
    else setAsking(true);
  };
  return {
    count,
    lockedBecause,
    isAsking,
    outcome: {
      error: mark.error ?? undo.error,
      words: done && markedWords(done.marked, done.isFalsePositive),
      isUndoing: undo.isPending,
      ...(done !== null &&
        done.operationIds.length > 0 && { onUndo: () => undo.mutate(done, { onSuccess: () => setDone(null) }) }),
    } satisfies Outcome,
    /** Number of findings that the question is about. */
    target: count === 0 ? 1 : count,
    isSelected: (issueId: number) => selection === 'all' || selection.has(issueId),
    selectAll: () => setSelection('all'),
    clear: () => setSelection(NOTHING),
    toggle: () => row && setSelection((now) => toggled(now === 'all' ? new Set(idsOf(source)) : now, row.issueId)),
    begin,
    cancel: () => setAsking(false),
    mark: (reason: string) => send(markedOf(selection, source, filter, row?.issueId), true, reason),
  };
}

function markedOf(selection: Selection, source: FindingSource, filter: FindingFilter, activeId?: number): Marked {
  if (selection !== 'all')
    return { issueIds: selection.size > 0 ? [...selection] : activeId === undefined ? [] : [activeId] };
  const isComplete = source.count === source.total;
  return { issueIds: isComplete ? idsOf(source) : [], all: { filter, count: source.total } };
}

const idsOf = ({ count, rowAt }: FindingSource): number[] =>
  Array.from({ length: count }, (_, index) => rowAt(index).issueId);

function toggled(selection: ReadonlySet<number>, issueId: number): ReadonlySet<number> {
  const next = new Set(selection);
  if (!next.delete(issueId)) next.add(issueId);
  return next;
}
