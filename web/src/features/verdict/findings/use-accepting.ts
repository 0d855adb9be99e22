import { useState } from 'react';
import { announce } from '../../../ui/announce';
import { type ScanSummary } from '../scan/scan.queries';
import { useRequestAcceptance, useWithdrawRequest } from '../waivers/changes.queries';
import { acceptingOf } from './accepting';
import { useAccept, useWithdrawAcceptance } from './decisions.queries';
import { type FindingRow } from './findings.queries';
import { acceptedWords, REQUESTED_WORDS, WITHDRAWN_WORDS } from './messages';
import { type Outcome } from './use-marking';

/** A decision that was made, and how it is taken back; null where that cannot be. */
interface Done {
  readonly words: string;
  readonly undo: (() => void) | null;
}

/** Acceptance of the active finding, or a request for it; an accepted one is taken back. */
export function useAccepting(page: ScanSummary, row: FindingRow | null) {
  const [asking, setAsking] = useState<'accept' | 'request' | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const accept = useAccept(page.scan.id);
  const withdraw = useWithdrawAcceptance(page.scan.id);
  const request = useRequestAcceptance();
  const withdrawRequest = useWithdrawRequest();

  const finish = (words: string, undo: Done['undo']) => {
    setAsking(null);
    setDone({ words, undo });
  };
  const takeBack = (issueId: number, words: string | null) => {
    setDone(null);
    accept.reset();
    withdraw.mutate(issueId, {
      onSuccess: () => (words === null ? announce(WITHDRAWN_WORDS) : setDone({ words, undo: null })),
    });
  };
  const begin = () => {
    if (row === null) return;
    const { step, lockedBecause } = acceptingOf(page.can, row.isAccepted);
    if (lockedBecause !== null) return;
    if (step === 'withdraw') takeBack(row.issueId, WITHDRAWN_WORDS);
    else setAsking(step);
  };
  const confirm = (reason: string, until: string | null) => {
    if (row === null) return;
    const { issueId } = row;
    withdraw.reset();
    withdrawRequest.reset();
    if (asking === 'accept')
      accept.mutate(
        { issueId, reason, until },
        { onSuccess: ({ accepted_until }) => finish(acceptedWords(accepted_until), () => takeBack(issueId, null)) },
      );
    else
      request.mutate(
        { issue_id: issueId, reason, expires_at: until },
        {
          onSuccess: ({ id }) =>
            finish(REQUESTED_WORDS, () =>
              withdrawRequest.mutate(id, {
                onSuccess: () => {
                  setDone(null);
                  announce('The request is withdrawn.');
                },
              }),
            ),
        },
      );
  };
  return {
    asking,
    begin,
    confirm,
    cancel: () => {
      accept.reset();
      request.reset();
      setAsking(null);
    },
    /** Refusal of the service, for the open dialog. */
    refusal: accept.error ?? request.error,
    isPending: accept.isPending || request.isPending,
    outcome: {
      error: withdraw.error ?? withdrawRequest.error,
      words: done?.words ?? null,
      isUndoing: withdraw.isPending || withdrawRequest.isPending,
      ...(done?.undo && { onUndo: done.undo }),
    } satisfies Outcome,
  };
}
