import { useState } from 'react';
import { announce } from '../../../ui/announce';
import { type ScanSummary } from '../scan/scan.queries';
import { type Job, type Marked, type MarkOperation, useMark, useMarkJob, useUndoMark } from './decisions.queries';
import { type FindingFilter } from './finding-search';
import { type FindingSource } from './finding-source';
import { type FindingRow } from './findings.queries';
import { markedWords, progressWords, WHO_MARKS } from './messages';

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

/** Selected findings, and their marks: the selected ones, else the active one, are marked, or unmarked if it is marked. A mark whose line was edited is confirmed. */
export function useMarking(page: ScanSummary, source: FindingSource, filter: FindingFilter, row: FindingRow | null) {
  const [selection, setSelection] = useState(NOTHING);
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState<MarkOperation | null>(null);
  const [undoJobId, setUndoJobId] = useState<number | null>(null);
  const scanId = page.scan.id;
  const mark = useMark(scanId);
  const undo = useUndoMark(scanId);
  const job = useMarkJob(scanId, undoJobId ?? done?.jobId ?? null);
  const count = selection === 'all' ? source.total : selection.size;
  const lockedBecause = page.can.mark_fp ? null : WHO_MARKS;

  const send = (marked: Marked, isFalsePositive: boolean, reason?: string) => {
    setDone(null);
    setUndoJobId(null);
    mark.mutate(
      { marked, isFalsePositive, ...(reason !== undefined && { reason }) },
      {
        onSuccess: (operation) => {
          setAsking(false);
          setSelection(NOTHING);
          setDone(operation);
        },
      },
    );
  };
  const takeBack = (operation: MarkOperation) =>
    undo.mutate(operation, {
      onSuccess: (jobId) => {
        setUndoJobId(jobId);
        if (jobId !== null) return;
        setDone(null);
        announce(markedWords(operation.marked, !operation.isFalsePositive));
      },
    });
  const begin = () => {
    if (lockedBecause !== null || (count === 0 && row === null)) return;
    if (count === 0 && row!.isFalsePositive && !row!.isMarkLineEdited) send({ issueIds: [row!.issueId] }, false);
    else setAsking(true);
  };
  return {
    count,
    lockedBecause,
    isAsking,
    outcome: {
      error: (isAsking ? null : mark.error) ?? undo.error,
      words: wordsOf(done, job, undoJobId !== null),
      isUndoing: undo.isPending,
      ...(done !== null && undoJobId === null && done.operationIds.length > 0 && { onUndo: () => takeBack(done) }),
    } satisfies Outcome,
    /** Refusal of the service, for the open dialog. */
    refusal: mark.error,
    isPending: mark.isPending,
    /** Number of findings that the question is about. */
    target: count === 0 ? 1 : count,
    isSelected: (issueId: number) => selection === 'all' || selection.has(issueId),
    selectAll: () => setSelection('all'),
    clear: () => setSelection(NOTHING),
    toggle: () => row && setSelection((now) => toggled(now === 'all' ? new Set(idsOf(source)) : now, row.issueId)),
    begin,
    cancel: () => {
      mark.reset();
      setAsking(false);
    },
    mark: (reason: string) => send(markedOf(selection, source, filter, row?.issueId), true, reason),
  };
}

/** Words for what was done, or how far the job is that does it. */
function wordsOf(done: MarkOperation | null, job: Job | null, isUndo: boolean): string | null {
  if (done === null) return null;
  if (done.jobId === null) return markedWords(done.marked, done.isFalsePositive);
  if (job === null) return 'The job has started.';
  return job.state === 'done' && !isUndo ? markedWords(job.done, done.isFalsePositive) : progressWords(job, isUndo);
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
