import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { RecentSignIn } from '../../../../shell/recent-sign-in';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Deletion } from '../../../../ui/deletion';
import { useMe } from '../../session/session.queries';
import { useLeaveOrganization } from '../settings.queries';

/** Ends the membership of the signed-in person, after a confirmation. */
export function LeaveOrganization() {
  const { org, orgs } = useMe();
  const leave = useLeaveOrganization();
  const router = useRouter();
  const title = `Leave ${org.name}?`;
  return (
    <Deletion
      title="Membership"
      action="Leave organization"
      lockedBecause={null}
      about={`Ends your membership in ${org.name}, with your sessions and API keys there.`}
    >
      {(close) => (
        <RecentSignIn purpose="Leaving an organization" title={title} onClose={close}>
          <ConfirmDialog
            title={title}
            action="Leave organization"
            isPending={leave.isPending}
            failure={failureWords(leave.error)}
            onConfirm={() => leave.mutate(undefined, { onSuccess: () => void router.navigate({ to: '/sign-in' }) })}
            onClose={close}
          >
            <p>
              You are signed out. To come back you need another invitation.
              {orgs.length === 1 &&
                ' This is your only organization: if you no longer need your account, delete it instead.'}
            </p>
          </ConfirmDialog>
        </RecentSignIn>
      )}
    </Deletion>
  );
}
