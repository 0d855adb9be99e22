import { useSuspenseQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Ago } from '../../../ui/ago';
import { announceDone } from '../../../ui/announce';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { Field } from '../../../ui/field';
import { NotOpen } from '../../../ui/not-open';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { useMe } from '../session/session.queries';
import { ChangeRole } from './change-role';
import { Invitations, Invite } from './invitations';
import { MemberAccess } from './member-access';
import { type Member, type MemberRole, membersQuery, useAddMember, useRemoveMember } from './members.queries';
import styles from './members-page.module.css';
import { RoleField, RoleOptions } from './role-field';

export function MembersPage() {
  const { can } = useMe();
  return can.manage_members ? (
    <Members />
  ) : (
    <NotOpen title="Members" who="Only administrators and owners of the organization can see and change its members." />
  );
}

function Members() {
  useTitle('Members');
  const { members } = useSuspenseQuery(membersQuery()).data;
  const [isAdding, setAdding] = useState(false);
  const [isInviting, setInviting] = useState(false);
  const owners = members.filter(({ role }) => role === 'ORG_OWNER').length;
  return (
    <>
      <PageHeader title="Members" />
      <div className={styles.actions}>
        <Button kind="primary" onClick={() => setInviting(true)}>
          Invite
        </Button>
        <Button onClick={() => setAdding(true)}>Add member</Button>
      </div>
      <Panel isFlush>
        <table aria-label="Members" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">Role</th>
              <th scope="col">Since</th>
              <th scope="col">
                <span className="visually-hidden">Access and removal</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <Row key={member.user_id} member={member} isLastOwner={member.role === 'ORG_OWNER' && owners === 1} />
            ))}
          </tbody>
        </table>
      </Panel>
      <Invitations />
      {isInviting && <Invite onClose={() => setInviting(false)} />}
      {isAdding && <AddMember onClose={() => setAdding(false)} />}
    </>
  );
}

function Row({ member, isLastOwner }: { readonly member: Member; readonly isLastOwner: boolean }) {
  const remove = useRemoveMember();
  const [wantedRole, setWantedRole] = useState<MemberRole | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const [isAccessOpen, setAccessOpen] = useState(false);
  return (
    <tr>
      <th scope="row">
        {member.name}
        <span className={styles.about}>{member.email}</span>
        {remove.error !== null && (
          <span role="alert" className={styles.failure}>
            {problemOf(remove.error).detail}
          </span>
        )}
      </th>
      <td>
        <select
          aria-label={`Role of ${member.name}`}
          value={member.role}
          disabled={isLastOwner}
          className={styles.role}
          onKeyDown={openChoices}
          onChange={(event) => setWantedRole(event.target.value as MemberRole)}
        >
          <RoleOptions />
        </select>
        {wantedRole !== null && <ChangeRole member={member} initial={wantedRole} onClose={() => setWantedRole(null)} />}
        {isLastOwner && <span className={styles.about}>the last owner stays</span>}
      </td>
      <td data-label="Since" className={table.quiet}>
        <Ago at={member.created_at} />
      </td>
      <td className={table.number}>
        <Button aria-label={`Access of ${member.name}`} onClick={() => setAccessOpen(true)}>
          Access
        </Button>{' '}
        {isAccessOpen && <MemberAccess member={member} onClose={() => setAccessOpen(false)} />}
        <Button
          aria-label={`Remove ${member.name}`}
          lockedBecause={isLastOwner ? 'The last owner cannot be removed.' : null}
          onClick={() => setRemoving(true)}
        >
          Remove
        </Button>
        {isRemoving && (
          <Dialog
            title={`Remove ${member.name}?`}
            onClose={() => setRemoving(false)}
            onSubmit={() =>
              announceDone(
                remove.mutateAsync(member.user_id, { onSettled: () => setRemoving(false) }),
                `${member.name} is removed.`,
              )
            }
            actions={
              <Button kind="danger" type="submit" disabled={remove.isPending}>
                Remove member
              </Button>
            }
          >
            <p>{member.email} loses access at once. Waivers and marks that this person made stay.</p>
          </Dialog>
        )}
      </td>
    </tr>
  );
}

/** Keys that choose another option of a closed choice, each of which would ask for its role. */
const CHOOSING = /^(Arrow|Page|Home$|End$|[^ ]$)/;

/** Opens the choices instead of choosing the next one at once, as browsers on macOS do anyway. */
function openChoices(event: KeyboardEvent<HTMLSelectElement>) {
  const { key, altKey, ctrlKey, metaKey, currentTarget: select } = event;
  if (altKey || ctrlKey || metaKey || !CHOOSING.test(key) || !('showPicker' in select)) return;
  event.preventDefault();
  select.showPicker();
}

function AddMember({ onClose }: { readonly onClose: () => void }) {
  const add = useAddMember();
  const [draft, setDraft] = useState({ name: '', email: '', password: '', role: 'MEMBER' as MemberRole });
  const hasPassword = draft.password !== '';
  const problem = add.error === null ? null : problemOf(add.error);
  const errorOf = (field: string) => problem?.extra.errors?.find((each) => each.field === field)?.message;
  const set = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }));
  const body = { ...draft, password: hasPassword ? draft.password : null, temporary: hasPassword };
  return (
    <Dialog
      title="Add member"
      onClose={onClose}
      onSubmit={() => announceDone(add.mutateAsync(body, { onSuccess: onClose }), `${draft.name} is added.`)}
      actions={
        <Button kind="primary" type="submit" disabled={add.isPending}>
          Add member
        </Button>
      }
    >
      {problem && !problem.extra.errors && (
        <Notice tone="failure" role="alert">
          {problem.detail}
        </Notice>
      )}
      <Field
        label="Name"
        required
        value={draft.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Field
        label="Email"
        type="email"
        required
        value={draft.email}
        error={errorOf('email')}
        onChange={(event) => set({ email: event.target.value })}
      />
      <Field
        label="First password"
        type="password"
        autoComplete="new-password"
        hint="The person sets a new one at the first sign-in. Not needed if the person already has an account here."
        value={draft.password}
        error={errorOf('password')}
        onChange={(event) => set({ password: event.target.value })}
      />
      <RoleField value={draft.role} onChange={(role) => set({ role })} />
    </Dialog>
  );
}
