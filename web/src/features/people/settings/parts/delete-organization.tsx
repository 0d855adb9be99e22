import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { useDeletionFigures } from '../../../../shell/deletion-figures';
import { RecentSignIn } from '../../../../shell/recent-sign-in';
import { ConfirmNameDialog } from '../../../../ui/confirm-name-dialog';
import { Deletion } from '../../../../ui/deletion';
import { countOf } from '../../../../ui/format';
import { useMe } from '../../session/session.queries';
import { type Organization, useDeleteOrganization } from '../settings.queries';
import { isOwner } from './is-owner';

const WHO = 'Only owners of the organization may delete it.';

/** Deletes the organization, after its name was typed. */
export function DeleteOrganization({ organization }: { readonly organization: Organization }) {
  return (
    <Deletion
      title="Deletion"
      action="Delete organization"
      lockedBecause={isOwner(useMe()) ? null : WHO}
      about="Immediately closes the organization, and deletes all of its data 30 days later."
    >
      {(close) => (
        <RecentSignIn purpose="Deleting an organization" title={`Delete ${organization.name}?`} onClose={close}>
          <Question organization={organization} onClose={close} />
        </RecentSignIn>
      )}
    </Deletion>
  );
}

interface QuestionProps {
  readonly organization: Organization;
  readonly onClose: () => void;
}

function Question({ organization, onClose }: QuestionProps) {
  const { name, quotas } = organization;
  const remove = useDeleteOrganization(organization);
  const router = useRouter();
  const leave = () => void router.navigate({ to: '/sign-in' });
  const { isPending, failure, figures } = useDeletionFigures('/org');
  return (
    <ConfirmNameDialog
      title={`Delete ${name}?`}
      action="Delete organization"
      name={name}
      isPending={isPending || remove.isPending}
      failure={failureWords(remove.error) ?? failure}
      onConfirm={() => remove.mutate(undefined, { onSuccess: leave })}
      onClose={onClose}
    >
      <p>{figures}</p>
      <p>
        Everybody is signed out. {countOf(quotas.api_keys.used, 'API key')} and all trusted publishers are refused, and
        badges read “unknown”. {countOf(quotas.webhooks.used, 'webhook')} and all forges are no longer notified. For 30
        days, the staff of this service can restore it.
      </p>
    </ConfirmNameDialog>
  );
}
