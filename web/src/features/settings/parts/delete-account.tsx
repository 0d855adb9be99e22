import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../api/problem';
import { ConfirmNameDialog } from '../../../ui/confirm-name-dialog';
import { Deletion } from '../../../ui/deletion';
import { useMe } from '../../session/session.queries';
import { useDeleteAccount } from '../settings.queries';

/** Deletes the account of the signed-in person, after their address was typed. */
export function DeleteAccount() {
  const { user } = useMe();
  const remove = useDeleteAccount();
  const router = useRouter();
  const leave = () => void router.navigate({ to: '/sign-in' });
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
          onConfirm={() => remove.mutate(undefined, { onSuccess: leave })}
          onClose={close}
        >
          <p>Waivers and marks that you made stay, without your name. This cannot be undone.</p>
        </ConfirmNameDialog>
      )}
    </Deletion>
  );
}
