import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { ConfirmNameDialog } from '../../../../ui/confirm-name-dialog';
import { Deletion } from '../../../../ui/deletion';
import { Field } from '../../../../ui/field';
import { useMe } from '../../session/session.queries';
import { secondFactorQuery, useDeleteAccount } from '../settings.queries';

/** Deletes the account of the signed-in person, after their address was typed, and the password where the sign-in is old. */
export function DeleteAccount() {
  const { user } = useMe();
  const remove = useDeleteAccount();
  const router = useRouter();
  const isFresh = useQuery(secondFactorQuery()).data?.fresh ?? false;
  const [password, setPassword] = useState('');
  const leave = () => void router.navigate({ to: '/sign-in' });
  const confirmed = { confirm: user.email, ...(password !== '' && { password }) };
  return (
    <Deletion
      title="Account"
      action="Delete account"
      lockedBecause={null}
      about="Ends your memberships, sessions and API keys in all organizations."
    >
      {(close) => (
        <ConfirmNameDialog
          title="Delete your account?"
          action="Delete account"
          name={user.email}
          isPending={remove.isPending}
          failure={failureWords(remove.error)}
          onConfirm={() => remove.mutate(confirmed, { onSuccess: leave })}
          onClose={close}
        >
          <p>Waivers and marks that you made stay, without your name. This cannot be undone.</p>
          {!isFresh && (
            <Field
              label="Password"
              type="password"
              autoComplete="current-password"
              hint="Not needed after a sign-in within the last 15 minutes: if you have no password, sign in again first."
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </ConfirmNameDialog>
      )}
    </Deletion>
  );
}
