import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Dialog } from '../../../../ui/dialog';
import { Notice } from '../../../../ui/notice';
import { ReasonField } from '../../../../ui/reason-field';
import table from '../../../../ui/table.module.css';
import { useMe } from '../../../people/session/session.queries';
import { useApproveRequest, useDeclineRequest, useWithdrawRequest } from '../changes.queries';
import { subjectOf } from '../messages';
import { type WaiverRequest, WHO_MAY } from '../waivers.queries';

interface RequestProps {
  readonly request: WaiverRequest;
}

interface RequestDialogProps extends RequestProps {
  readonly onClose: () => void;
}

const SECOND_PERSON = 'A second person approves it: nobody approves a request of their own.';

/** Buttons that decide on a request; the person who made it may take it back, and not approve it. */
export function RequestActions({ request }: RequestProps) {
  const { can, user } = useMe();
  const approve = useApproveRequest(request.id);
  const [open, setOpen] = useState<'decline' | 'withdraw' | null>(null);
  const lockedBecause = can.approve_waiver ? null : WHO_MAY.decide;
  const isOwn = request.created_by_user_id === user.id;
  const failure = failureWords(approve.error);
  const close = () => setOpen(null);
  return (
    <div className={table.actions}>
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <Button
        lockedBecause={lockedBecause ?? (isOwn ? SECOND_PERSON : null)}
        disabled={approve.isPending}
        onClick={() => approve.mutate()}
      >
        Approve
      </Button>
      <Button lockedBecause={lockedBecause} onClick={() => setOpen('decline')}>
        Decline
      </Button>
      {isOwn && <Button onClick={() => setOpen('withdraw')}>Withdraw</Button>}
      {open === 'decline' && <Decline request={request} onClose={close} />}
      {open === 'withdraw' && <Withdraw request={request} onClose={close} />}
    </div>
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
        if (!isBlank) decline.mutate(reason.trim(), { onSuccess: onClose });
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
        hint={created_by_name === null ? undefined : `${created_by_name} reads it here.`}
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
      onConfirm={() => withdraw.mutate(request.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>Nobody can approve it then. You may send the request again.</p>
    </ConfirmDialog>
  );
}
