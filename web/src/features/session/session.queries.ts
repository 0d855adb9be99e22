import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { get, queryString, send } from '../../api/client';
import { type components } from '../../api/schema.gen';
import { signByPasskey } from './passkeys.queries';

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

export type AcceptedInvitation = Schemas['AcceptedInvitation'];

const ME_FRESH_MS = 60_000;

export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/auth/me', undefined, signal),
    staleTime: ME_FRESH_MS,
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

/** A second factor as the service takes it. */
export type GivenFactor =
  { readonly totp: string } | { readonly recovery_code: string } | { readonly passkey: Schemas['Assertion'] };

/** A second factor, or the wish to give a passkey, which the browser asks for. */
export type WantedFactor = GivenFactor | 'passkey';

const giveFactor = async (wanted: WantedFactor): Promise<GivenFactor> =>
  wanted === 'passkey' ? { passkey: await signByPasskey() } : wanted;

/** A typed code by its form: six digits are of an authenticator app, anything else is a recovery code. */
export const factorOf = (code: string): GivenFactor =>
  /^[\d\s]{6,8}$/.test(code.trim()) ? { totp: code.replaceAll(/\s/g, '') } : { recovery_code: code.trim() };

interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly factor?: WantedFactor | undefined;
}

/** Signs in by the session cookie alone; no token reaches the page. */
export const useSignIn = () =>
  useMutation({
    mutationFn: async ({ factor, ...credentials }: Credentials) => {
      const second = factor && { second_factor: await giveFactor(factor) };
      return send<unknown>('POST', '/auth/login', { body: { ...credentials, ...second, tokens: false } });
    },
  });

/** Signs in by a passkey alone, by the session cookie as `useSignIn` does. */
export const useSignInByPasskey = () =>
  useMutation({
    mutationFn: async () =>
      send<unknown>('POST', '/auth/passkeys/login/verify', { body: { ...(await signByPasskey()), tokens: false } }),
  });

/** Proves a second factor in the session that lacks one, or whose proof is old. */
export function useProveSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (factor: WantedFactor) =>
      send<undefined>('POST', '/auth/second-factor', { body: await giveFactor(factor) }),
    onSuccess: () => client.resetQueries(),
  });
}

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

export const useAcceptInvitation = () =>
  useMutation({
    mutationFn: (body: Schemas['AcceptInvitation']) =>
      send<AcceptedInvitation>('POST', '/auth/invitations/accept', { body }),
  });

/** True where the service sends mails: people reset their passwords themselves, and invitations go out. */
export const mailQuery = () =>
  queryOptions({
    queryKey: ['password-reset-by-mail'],
    queryFn: ({ signal }) => get<Schemas['PasswordResetByMail']>('/auth/password/forgot', undefined, signal),
    staleTime: Infinity,
  });

export const useForgotPassword = () =>
  useMutation({
    mutationFn: (email: string) => send<undefined>('POST', '/auth/password/forgot', { body: { email } }),
  });

/** A second factor of the person whose password a link resets. */
export type SecondFactorAtReset = Schemas['SecondFactorAtReset'];

/** When the link of a token ends, and what ends with it; a problem 404 where it is over. Whoever opens the page again requests it again. */
export const resetLinkQuery = (token: string) =>
  queryOptions({
    queryKey: ['reset-link', token],
    queryFn: ({ signal }) =>
      send<Schemas['ResetTokenState']>('POST', '/auth/password/reset/check', { body: { token }, signal }),
    gcTime: 0,
    retry: false,
  });

export const useResetPassword = () =>
  useMutation({
    mutationFn: (body: components['schemas']['ResetPassword']) =>
      send<undefined>('POST', '/auth/password/reset', { body }),
  });
