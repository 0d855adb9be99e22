import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { SignInIfOld } from '../../../shell/recent-sign-in';
import { Button } from '../../../ui/button';
import { Check } from '../../../ui/check';
import { CopyField } from '../../../ui/copy-field';
import { Dialog } from '../../../ui/dialog';
import { Notice } from '../../../ui/notice';
import { useIsOwner, useMe } from '../session/session.queries';
import { type Member, useMakeResetLink, useResetSecondFactor, useRevokeSessions } from './members.queries';

/** Ends a member's sessions, resets the second factor, or makes a link by which the member sets another password. */
export function MemberAccess({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const revoke = useRevokeSessions();
  const reset = useMakeResetLink();
  const factor = useResetSecondFactor();
  const isOwner = useIsOwner();
  const { user } = useMe();
  const [isUnbinding, setUnbinding] = useState(true);
  const failure = revoke.error ?? reset.error ?? factor.error;
  return (
    <Dialog
      title={`Access of ${member.name}`}
      onClose={onClose}
      onSubmit={() => reset.mutate({ userId: member.user_id, unbind_identities: isUnbinding })}
      actions={
        <>
          <Button disabled={revoke.isPending} onClick={() => revoke.mutate(member.user_id)}>
            End all sessions
          </Button>
          {isOwner && (
            <Button disabled={factor.isPending} onClick={() => factor.mutate(member.user_id)}>
              Reset second factor
            </Button>
          )}
          <Button
            kind="primary"
            type="submit"
            lockedBecause={member.user_id === user.id ? 'Change your own password on the page of your sessions.' : null}
            disabled={reset.isPending}
          >
            Create reset link
          </Button>
        </>
      }
    >
      {member.role === 'ORG_OWNER' && <SignInIfOld purpose="A new password or second factor for an owner" />}
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(failure).detail}
        </Notice>
      )}
      {revoke.data && <p role="status">{revoke.data.revoked_sessions} sessions have ended.</p>}
      {factor.isSuccess && <p role="status">The second factor is removed, and all sessions have ended.</p>}
      {reset.data ? (
        <CopyField
          label="Link to set a new password: works once, for 24 hours"
          value={new URL(reset.data.link, location.origin).href}
        />
      ) : (
        <>
          <p>A link lets the person set a new password. Send it over a private channel.</p>
          <Check
            label="Disconnect accounts at the identity provider, and remove passkeys, once the link is used"
            isChecked={isUnbinding}
            onChange={setUnbinding}
          />
        </>
      )}
    </Dialog>
  );
}
