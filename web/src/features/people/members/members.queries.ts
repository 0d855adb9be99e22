import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type Member = Schemas['Member'] & { readonly last_seen_at?: string | null };
export type MemberRole = Member['role'];

/** Roles from the weakest to the strongest, with what each may do. */
export const ROLES: Readonly<Record<MemberRole, { readonly name: string; readonly may: string }>> = {
  VIEWER: { name: 'Viewer', may: 'Reads everything and changes nothing.' },
  MEMBER: { name: 'Member', may: 'Reads everything, pushes scans, marks false positives and requests waivers.' },
  ORG_ADMIN: {
    name: 'Admin',
    may: 'Like a member, and also changes policies, waivers, repositories, members, keys and settings.',
  },
  ORG_OWNER: {
    name: 'Owner',
    may: 'Like an admin, and also changes other owners, transfers the organization and deletes it.',
  },
};

export const membersQuery = () =>
  queryOptions({
    queryKey: ['members'],
    queryFn: ({ signal }) =>
      get<{ readonly members: readonly Member[]; readonly next_cursor: string | null }>(
        '/members',
        { limit: 200 },
        signal,
      ),
  });

function useMembersChange<T>(mutationFn: (input: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: membersQuery().queryKey }) });
}

export const useAddMember = () =>
  useMembersChange((body: Schemas['AddMember']) => send<Member>('POST', '/members', { body }));

export const useChangeRole = () =>
  useMembersChange(({ userId, role }: { readonly userId: number; readonly role: MemberRole }) =>
    send<Member>('PATCH', `/members/${userId}`, { body: { role } }),
  );

export const useRevokeSessions = () =>
  useMutation({
    mutationFn: (userId: number) => send<Schemas['RevokedSessions']>('POST', `/members/${userId}/sessions/revoke`),
  });

/** The link is in this answer alone. */
export const useMakeResetLink = () =>
  useMutation({
    mutationFn: ({ userId, ...body }: { readonly userId: number } & Schemas['MakeResetLink']) =>
      send<Schemas['ResetLink']>('POST', `/members/${userId}/reset-link`, { body }),
  });

/** Removes the second factor of a member, whose sessions end. */
export const useResetSecondFactor = () =>
  useMutation({ mutationFn: (userId: number) => send<undefined>('DELETE', `/members/${userId}/second-factor`) });

export const useRemoveMember = () =>
  useMembersChange((userId: number) => send<unknown>('DELETE', `/members/${userId}`));
