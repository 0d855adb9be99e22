import { useState } from 'react';
import { type ScanSummary } from '../scan/scan.queries';
import { type FindingRow, useAccept, useWithdrawAcceptance } from './findings.queries';
import { acceptedWords, WITHDRAWN_WORDS } from './messages';
import { type Outcome } from './use-marking';

/** A decision that was made: the accepted problem, or null where an acceptance was taken back. */
interface Done {
  readonly words: string;
  readonly issueId: number | null;
}

/** Acceptance of the active finding, which is taken back if it is accepted. */
export function useAccepting(page: ScanSummary, row: FindingRow | null) {
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const accept = useAccept(page.scan.id);
  const withdraw = useWithdrawAcceptance(page.scan.id);

  const takeBack = (issueId: number, words: string | null) => {
    setDone(null);
    accept.reset();
    withdraw.mutate(issueId, { onSuccess: () => setDone(words === null ? null : { words, issueId: null }) });
  };
  const begin = () => {
    if (row === null || !page.can.waive) return;
    if (row.isAccepted) takeBack(row.issueId, WITHDRAWN_WORDS);
    else setAsking(true);
  };
  const confirm = (reason: string, until: string | null) => {
    if (row === null) return;
    const { issueId } = row;
    withdraw.reset();
    accept.mutate(
      { issueId, reason, until },
      {
        onSuccess: ({ accepted_until }) => {
          setAsking(false);
          setDone({ words: acceptedWords(accepted_until), issueId });
        },
      },
    );
  };
  const accepted = done?.issueId ?? null;
  return {
    isAsking,
    begin,
    confirm,
    cancel: () => {
      accept.reset();
      setAsking(false);
    },
    /** Refusal of the service, for the open dialog. */
    refusal: accept.error,
    isPending: accept.isPending,
    outcome: {
      error: withdraw.error,
      words: done?.words ?? null,
      isUndoing: withdraw.isPending,
      ...(accepted !== null && { onUndo: () => takeBack(accepted, null) }),
    } satisfies Outcome,
  };
}
