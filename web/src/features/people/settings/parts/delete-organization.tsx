import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { RecentSignIn } from '../../../../shell/recent-sign-in';
import { ConfirmNameDialog } from '../../../../ui/confirm-name-dialog';
import { Deletion } from '../../../../ui/deletion';
import { useMe } from '../../session/session.queries';
import { type Organization, useDeleteOrganization } from '../settings.queries';
import { isOwner } from './is-owner';

const WHO = 'Only owners of the organization may delete it.';

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
      about="Immediately closes the organization, and deletes all of its data 30 days later."
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
              and forges are no longer notified. For 30 days, the staff of this service can restore it.
            </p>
          </ConfirmNameDialog>
        </RecentSignIn>
      )}
    </Deletion>
  );
}
