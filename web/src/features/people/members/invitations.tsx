import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldFault, formFailure } from '../../../api/form-faults';
import { failureWords } from '../../../api/problem';
import { Ago } from '../../../ui/ago';
import { announceDone } from '../../../ui/announce';
import { Button } from '../../../ui/button';
import { ConfirmDialog } from '../../../ui/confirm-dialog';
import { CopyField } from '../../../ui/copy-field';
import { Dialog } from '../../../ui/dialog';
import { Ends } from '../../../ui/ends';
import { Field } from '../../../ui/field';
import { Notice } from '../../../ui/notice';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { mailQuery } from '../session/sign-in.queries';
import { type Invitation, invitationsQuery, useInvite, useWithdrawInvitation } from './invitations.queries';
import { type MemberRole, ROLES } from './members.queries';
import { RoleField } from './role-field';

/** Open invitations; nothing where there is none. */
export function Invitations() {
  const { invitations } = useSuspenseQuery(invitationsQuery()).data;
  const [withdrawn, setWithdrawn] = useState<Invitation | null>(null);
  if (invitations.length === 0) return null;
  return (
    <Section title="Invitations">
      <Panel isFlush>
        <table aria-label="Invitations" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Email</th>
              <th scope="col">Role</th>
              <th scope="col">Mail</th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="visually-hidden">Withdraw</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {invitations.map((invitation) => (
              <tr key={invitation.id}>
                <th scope="row">{invitation.email}</th>
                <td data-label="Role">{ROLES[invitation.role].name}</td>
                <td data-label="Mail">
                  <MailState state={invitation.mail_state} at={invitation.mailed_at} />
                </td>
                <td data-label="Ends">
                  <Ends at={invitation.expires_at} />
                </td>
                <td className={table.number}>
                  <Button
                    aria-label={`Withdraw the invitation of ${invitation.email}`}
                    onClick={() => setWithdrawn(invitation)}
                  >
                    Withdraw
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {withdrawn !== null && <Withdraw invitation={withdrawn} onClose={() => setWithdrawn(null)} />}
    </Section>
  );
}

interface WithdrawProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

function Withdraw({ invitation: { id, email }, onClose }: WithdrawProps) {
  const withdraw = useWithdrawInvitation();
  return (
    <ConfirmDialog
      title={`Withdraw the invitation of ${email}?`}
      action="Withdraw invitation"
      isPending={withdraw.isPending}
      failure={failureWords(withdraw.error)}
      onConfirm={() =>
        announceDone(withdraw.mutateAsync(id, { onSuccess: onClose }), `The invitation of ${email} is withdrawn.`)
      }
      onClose={onClose}
    >
      <p>Its link no longer works. You may invite the person again, with another link.</p>
    </ConfirmDialog>
  );
}

const MAIL_STATES: Readonly<Record<Invitation['mail_state'], string>> = {
  none: 'None: pass on the link',
  waiting: 'On its way',
  sent: 'Sent',
  failed: 'Not delivered: pass on the link',
};

function MailState({ state, at }: { readonly state: Invitation['mail_state']; readonly at: string | null }) {
  return (
    <>
      {MAIL_STATES[state]} {at !== null && <Ago at={at} />}
    </>
  );
}

/** Invites a person, and shows the link, which is shown once. */
export function Invite({ onClose }: { readonly onClose: () => void }) {
  const invite = useInvite();
  const { data: mail } = useQuery(mailQuery());
  const { data: open } = useQuery(invitationsQuery());
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<MemberRole>('MEMBER');
  const failure = formFailure(invite.error, ['email', 'role']);
  const isOpen = open?.invitations.some((one) => one.email.toLowerCase() === email.trim().toLowerCase()) ?? false;
  if (invite.isSuccess)
    return (
      <Dialog title={`Invitation of ${email}`} closeWord="Done" onClose={onClose} actions={null}>
        <CopyField
          label="Link"
          value={invite.data.link}
          hint={
            mail?.available === true
              ? 'An email with it is on its way to the person. It works once, for 72 hours.'
              : 'Send it to the person. It works once, for 72 hours.'
          }
        />
      </Dialog>
    );
  return (
    <Dialog
      title="Invite somebody"
      onClose={onClose}
      onSubmit={() => invite.mutate({ email: email.trim(), role })}
      actions={
        <Button kind="primary" type="submit" disabled={invite.isPending}>
          Create link
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <Field
        label="Email"
        type="email"
        required
        value={email}
        error={fieldFault(invite.error, 'email')}
        hint={isOpen ? 'The address already has an invitation: the new one replaces its link.' : undefined}
        onChange={(event) => setEmail(event.target.value)}
      />
      <RoleField value={role} onChange={setRole} />
    </Dialog>
  );
}
