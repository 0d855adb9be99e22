import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { RecentSignIn } from '../../../../shell/recent-sign-in';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { SelectField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Panel, Section } from '../../../../ui/panel';
import { membersQuery } from '../../members/members.queries';
import { useMe } from '../../session/session.queries';
import { useTransferOrganization } from '../settings.queries';
import { isOwner } from './is-owner';

/** Transfers the organization to another member, after a confirmation; owners alone see it. */
export function Transfer() {
  const me = useMe();
  return isOwner(me) ? <TransferForm ownId={me.user.id} /> : null;
}

function TransferForm({ ownId }: { readonly ownId: number }) {
  const { data } = useQuery(membersQuery());
  const transfer = useTransferOrganization();
  const [userId, setUserId] = useState<number | null>(null);
  const [isOpen, setOpen] = useState(false);
  const others = (data?.members ?? []).filter((member) => member.user_id !== ownId);
  const heir = others.find((member) => member.user_id === userId);
  const close = () => setOpen(false);
  return (
    <Section title="Transfer">
      <Panel>
        <div className={form.form}>
          <SelectField
            label="New owner"
            value={userId ?? ''}
            onChange={(event) => setUserId(event.target.value === '' ? null : Number(event.target.value))}
          >
            <option value="">Choose a member</option>
            {others.map((member) => (
              <option key={member.user_id} value={member.user_id}>
                {member.name} ({member.email})
              </option>
            ))}
          </SelectField>
          <div className={form.actions}>
            <Button lockedBecause={heir ? null : 'Choose a member first.'} onClick={() => setOpen(true)}>
              Transfer organization
            </Button>
            {transfer.isSuccess && <span role="status">Transferred.</span>}
          </div>
        </div>
        {isOpen && heir && (
          <RecentSignIn
            purpose="Transferring an organization"
            title={`Transfer the organization to ${heir.name}?`}
            onClose={close}
          >
            <ConfirmDialog
              title={`Transfer the organization to ${heir.name}?`}
              action="Transfer organization"
              isPending={transfer.isPending}
              failure={failureWords(transfer.error)}
              onConfirm={() => transfer.mutate(heir.user_id, { onSuccess: close })}
              onClose={close}
            >
              <p>
                {heir.email} becomes an owner, and you become an administrator. Only an owner can make you an owner
                again.
              </p>
            </ConfirmDialog>
          </RecentSignIn>
        )}
      </Panel>
    </Section>
  );
}
