import { useState } from 'react';
import { failureWords } from '../../../api/problem';
import { announceDone } from '../../../ui/announce';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { Notice } from '../../../ui/notice';
import { type Member, type MemberRole, ROLES, useChangeRole } from './members.queries';
import { RoleField } from './role-field';

interface ChangeRoleProps {
  readonly member: Member;
  /** The role that was chosen in the table. */
  readonly initial: MemberRole;
  readonly onClose: () => void;
}

/** Confirmation of a member's new role, with what it may do; another one may be chosen here. */
export function ChangeRole({ member, initial, onClose }: ChangeRoleProps) {
  const change = useChangeRole();
  const [role, setRole] = useState(initial);
  const failure = failureWords(change.error);
  return (
    <Dialog
      title={`Change the role of ${member.name}?`}
      onClose={onClose}
      onSubmit={() =>
        announceDone(
          change.mutateAsync({ userId: member.user_id, role }, { onSuccess: onClose }),
          `${member.name} is ${ROLES[role].name} now.`,
        )
      }
      actions={
        <Button
          kind={role === 'ORG_OWNER' ? 'danger' : 'primary'}
          type="submit"
          lockedBecause={role === member.role ? 'Choose another role first.' : null}
          disabled={change.isPending}
        >
          Change role
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <p>
        {member.email} is {ROLES[member.role].name} now. The change takes effect with the next request.
      </p>
      <RoleField value={role} onChange={setRole} />
    </Dialog>
  );
}
