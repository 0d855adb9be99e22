import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Dialog } from '../../../../ui/dialog';
import { Notice } from '../../../../ui/notice';
import { ReasonField } from '../../../../ui/reason-field';
import table from '../../../../ui/table.module.css';
import { useMe } from '../../../people/session/session.queries';
import { useApproveRequest, useDeclineRequest, useWithdrawRequest } from '../changes.queries';
import { approvedWords, consequenceOf, scopeWords, subjectOf } from '../messages';
import { type WaiverRequest, WHO_MAY } from '../waivers.queries';

interface RequestProps {
  readonly request: WaiverRequest;
}

interface RequestActionsProps extends RequestProps {
  /** Called with the result of an approval in words; the request has left the list by then. */
  readonly onApproved: (words: string) => void;
}

interface RequestDialogProps extends RequestProps {
  readonly onClose: () => void;
}

const SECOND_PERSON = 'A second person must approve it: nobody can approve their own request.';

/** Buttons that decide on a request; the person who made it may take it back, and not approve it. */
export function RequestActions({ request, onApproved }: RequestActionsProps) {
  const { can, user } = useMe();
  const [open, setOpen] = useState<'approve' | 'decline' | 'withdraw' | null>(null);
  const lockedBecause = can.approve_waiver ? null : WHO_MAY.decide;
  const isOwn = request.created_by_user_id === user.id;
  const name = `the request for ${subjectOf(request)} in ${scopeWords(request)}`;
  const close = () => setOpen(null);
  return (
    <div className={table.actions}>
      <Button
        aria-label={`Approve ${name}`}
        lockedBecause={lockedBecause ?? (isOwn ? SECOND_PERSON : null)}
        onClick={() => setOpen('approve')}
      >
        Approve
      </Button>
      <Button aria-label={`Decline ${name}`} lockedBecause={lockedBecause} onClick={() => setOpen('decline')}>
        Decline
      </Button>
      {isOwn && (
        <Button aria-label={`Withdraw ${name}`} onClick={() => setOpen('withdraw')}>
          Withdraw
        </Button>
      )}
      {open === 'approve' && <Approve request={request} onApproved={onApproved} onClose={close} />}
      {open === 'decline' && <Decline request={request} onClose={close} />}
      {open === 'withdraw' && <Withdraw request={request} onClose={close} />}
    </div>
  );
}

/** Asks before a rule is eased, with what that does. */
function Approve({ request, onApproved, onClose }: RequestDialogProps & RequestActionsProps) {
  const approve = useApproveRequest(request.id, (approved) => onApproved(approvedWords(approved)));
  const failure = failureWords(approve.error);
  return (
    <Dialog
      title={`Approve the request for ${subjectOf(request)}?`}
      onClose={onClose}
      onSubmit={() => approve.mutate(undefined, { onSuccess: onClose })}
      actions={
        <Button kind="primary" type="submit" disabled={approve.isPending}>
          Approve request
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <p>{consequenceOf(request)} Verdicts that this changes are judged again at once.</p>
    </Dialog>
  );
}

function Decline({ request, onClose }: RequestDialogProps) {
  const { id, created_by_name } = request;
  const decline = useDeclineRequest(id);
  const [reason, setReason] = useState('');
  const failure = failureWords(decline.error);
  const isBlank = reason.trim() === '';
  return (
    <Dialog
      title={`Decline the request for ${subjectOf(request)}`}
      onClose={onClose}
      onSubmit={() => {
        if (!isBlank)
          announceDone(
            decline.mutateAsync(reason.trim(), { onSuccess: onClose }),
            `The request for ${subjectOf(request)} is declined.`,
          );
      }}
      actions={
        <Button kind="danger" type="submit" disabled={isBlank || decline.isPending}>
          Decline request
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <ReasonField
        value={reason}
        hint={created_by_name === null ? undefined : `${created_by_name} will see it here.`}
        onChange={setReason}
      />
    </Dialog>
  );
}

function Withdraw({ request, onClose }: RequestDialogProps) {
  const withdraw = useWithdrawRequest();
  return (
    <ConfirmDialog
      title={`Withdraw the request for ${subjectOf(request)}?`}
      action="Withdraw request"
      isPending={withdraw.isPending}
      failure={failureWords(withdraw.error)}
      onConfirm={() =>
        announceDone(
          withdraw.mutateAsync(request.id, { onSuccess: onClose }),
          `The request for ${subjectOf(request)} is withdrawn.`,
        )
      }
      onClose={onClose}
    >
      <p>It can then no longer be approved. You may send the request again.</p>
    </ConfirmDialog>
  );
}
