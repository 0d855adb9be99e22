import { useState } from 'react';
import { problemOf } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { endOf, usualEnd } from '../../../../ui/end-day';
import { EndField } from '../../../../ui/end-field';
import { Notice } from '../../../../ui/notice';
import { ReasonField } from '../../../../ui/reason-field';
import { useMe } from '../../../people/session/session.queries';

interface AcceptDialogProps {
  /** A request is decided by an administrator later. */
  readonly kind: 'accept' | 'request';
  readonly isPending: boolean;
  readonly refusal: Error | null;
  /** Called with the reason, and the end in the API's form; null: for good. */
  readonly onAccept: (reason: string, until: string | null) => void;
  readonly onClose: () => void;
}

const WORDS = {
  accept: { title: 'Accept problem', action: 'Accept problem', hint: 'Others see it beside the finding.' },
  request: { title: 'Request acceptance', action: 'Send request', hint: 'An administrator decides based on it.' },
} as const;

/** Asks why a problem is accepted, and until when. */
export function AcceptDialog({ kind, isPending, refusal, onAccept, onClose }: AcceptDialogProps) {
  const maxDays = useMe().limits.waiver_max_days;
  const [reason, setReason] = useState('');
  const [ends, setEnds] = useState(() => usualEnd({ nowMs: Date.now(), maxDays }));
  const problem = refusal && problemOf(refusal);
  const { title, action, hint } = WORDS[kind];
  const errorOf = (...names: string[]) => problem?.extra.errors?.find(({ field }) => names.includes(field))?.message;
  const isBlank = reason.trim() === '';
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => {
        if (!isBlank) onAccept(reason.trim(), endOf(ends, { nowMs: Date.now(), maxDays }));
      }}
      actions={
        <Button kind="primary" type="submit" disabled={isBlank || isPending}>
          {action}
        </Button>
      }
    >
      {problem && !problem.extra.errors && (
        <Notice tone="failure" role="alert">
          {problem.detail}
        </Notice>
      )}
      <p>
        {kind === 'accept'
          ? 'It is real, and does not count until the day below: in this scan and in later ones of the repository.'
          : 'Once an administrator approves, it does not count until the day below: in this scan and in later ones of the repository.'}{' '}
        Verdicts stay as they are until they are judged again.
      </p>
      <ReasonField autoFocus value={reason} error={errorOf('reason')} hint={hint} onChange={setReason} />
      <EndField value={ends} maxDays={maxDays} error={errorOf('until', 'expires_at')} onChange={setEnds} />
    </Dialog>
  );
}
