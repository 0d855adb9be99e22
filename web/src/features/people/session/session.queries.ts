import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { get, queryString, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { type Wait } from '../../../api/wait';

type Schemas = components['schemas'];

/** Rights of the signed-in person, the same keys for an organization, a repository and a scan. */
export type Can = Readonly<Partial<Record<Right, boolean>>>;
export type Right =
  | 'mark_fp'
  | 'waive'
  | 'request_waiver'
  | 'approve_waiver'
  | 'rebuild_baseline'
  | 'recompute'
  | 'edit_policy'
  | 'edit_repo'
  | 'manage_members'
  | 'manage_keys'
  | 'read_audit';

/** The signed-in person in an organization. */
export type Me = Schemas['Me'];

const ME_FRESH_MS = 60_000;
/** Entries of the inbox, page by page. */
export const INBOX_KEY = ['inbox'] as const;

export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/auth/me', undefined, signal),
    staleTime: ME_FRESH_MS,
  });

/** Waits until the inbox has another number of entries than the page knows. Only that number is taken: the rest is as it was when the wait began. */
export const inboxWait = (inbox: number): Wait<Me> => ({
  path: '/auth/me',
  query: { inbox },
  seconds: 25,
  onAnswer: (me, client) => {
    client.setQueryData(meQuery().queryKey, (now) => (now?.org.id === me.org.id ? { ...now, inbox: me.inbox } : now));
    return me.inbox === inbox ? undefined : client.invalidateQueries({ queryKey: INBOX_KEY });
  },
});

/** The signed-in person; pages below the shell have one. */
export const useMe = (): Me => useSuspenseQuery(meQuery()).data;

/** True for administrators and owners; of the rights one stands for what only they do for the whole organization. */
export const useIsAdministrator = (): boolean => useMe().can.manage_members;

/** True for owners, and for the staff of the service in their place. */
export const useIsOwner = (): boolean => ['ORG_OWNER', 'SUPER_ADMIN'].includes(useMe().role);

/** The identity provider at which people sign in; its host is null where there is none. */
export const providerQuery = () =>
  queryOptions({
    queryKey: ['sign-in-provider'],
    queryFn: ({ signal }) => get<Schemas['SignInProvider']>('/auth/oidc', undefined, signal),
    staleTime: Infinity,
  });

/**
 * Address of a sign-in at the identity provider that leads to a page of ours, in one organization where it is named.
 *
 * @param again true: the person signs in there again, whatever session they have
 */
export const providerAddress = (next: string, org?: string, again?: true): string =>
  `/api/auth/oidc/start${queryString({ next, org, again })}`;

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<unknown>('POST', '/auth/logout'),
    onSuccess: () => client.clear(),
  });
}

/** Moves the session to another organization; nothing fetched before belongs to it. */
export function useSwitchOrg() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (orgId: number) => send<Me>('POST', '/auth/session/org', { body: { org_id: orgId } }),
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(meQuery().queryKey, me);
    },
  });
}

/** Leads to the identity provider, whose account is connected with the signed-in person there. */
export const useConnectProvider = () =>
  useMutation({
    mutationFn: (next: string) => send<Schemas['LinkIdentity']>('POST', '/auth/oidc/link', { body: { next } }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
