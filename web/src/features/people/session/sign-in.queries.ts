import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { signByPasskey } from './passkeys.queries';

type Schemas = components['schemas'];

export type AcceptedInvitation = Schemas['AcceptedInvitation'];

/** A second factor as the service takes it. */
export type GivenFactor =
  | { readonly totp: string }
  | { readonly recovery_code: string }
  | { readonly passkey: Schemas['Assertion'] };

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
    mutationFn: (body: Schemas['ResetPassword']) => send<undefined>('POST', '/auth/password/reset', { body }),
  });
