import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { RecentSignIn } from '../../../../shell/recent-sign-in';
import { ConfirmNameDialog } from '../../../../ui/confirm-name-dialog';
import { Deletion } from '../../../../ui/deletion';
import { useMe } from '../../session/session.queries';
import { type Organization, useDeleteOrganization } from '../settings.queries';
import { isOwner } from './is-owner';

const WHO = 'Owners of the organization may delete it.';

/** Deletes the organization, after its slug was typed. */
export function DeleteOrganization({ organization }: { readonly organization: Organization }) {
  const remove = useDeleteOrganization(organization);
  const router = useRouter();
  const leave = () => void router.navigate({ to: '/sign-in' });
  return (
    <Deletion
      title="Deletion"
      action="Delete organization"
      lockedBecause={isOwner(useMe()) ? null : WHO}
      about="Closes the organization at once, and deletes everything of it 30 days later."
    >
      {(close) => (
        <RecentSignIn purpose="Deleting an organization" title={`Delete ${organization.name}?`} onClose={close}>
          <ConfirmNameDialog
            title={`Delete ${organization.name}?`}
            action="Delete organization"
            name={organization.slug}
            isPending={remove.isPending}
            failure={failureWords(remove.error)}
            onConfirm={() => remove.mutate(undefined, { onSuccess: leave })}
            onClose={close}
          >
            <p>
              Everybody is signed out, API keys and trusted publishers are refused, badges read “unknown”, and webhooks
              and forges hear of nothing any more. For 30 days the staff of this service can restore it.
            </p>
          </ConfirmNameDialog>
        </RecentSignIn>
      )}
    </Deletion>
  );
}
