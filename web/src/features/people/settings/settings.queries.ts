import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { makePasskey } from '../session/passkeys.queries';

type Schemas = components['schemas'];
export type Organization = Schemas['Organization'];

export const organizationQuery = () =>
  queryOptions({
    queryKey: ['organization'],
    queryFn: ({ signal }) => get<Organization>('/org', undefined, signal),
  });

export function useUpdateOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: Partial<Schemas['UpdateOrganization']>) =>
      send<Organization>('PATCH', '/org', { body: changes }),
    onSuccess: (organization) => {
      client.setQueryData(organizationQuery().queryKey, organization);
      return Promise.all([
        client.invalidateQueries({ queryKey: ['me'] }),
        client.invalidateQueries({ queryKey: retentionQuery().queryKey.slice(0, 1) }),
      ]);
    },
  });
}

/** Ends what is pending of retention. */
export function useTakeBackRetention() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<Organization>('DELETE', '/org/retention/pending'),
    onSuccess: (organization) => {
      client.setQueryData(organizationQuery().queryKey, organization);
      return client.invalidateQueries({ queryKey: retentionQuery().queryKey.slice(0, 1) });
    },
  });
}

export type Retention = Schemas['RetentionPeriods'];
export type PendingRetention = Schemas['RetentionPending'];

/** Forecast of what retention would delete under a draft of its periods. */
export const retentionQuery = (draft: Partial<Retention> = {}) =>
  queryOptions({
    queryKey: ['retention', draft],
    queryFn: ({ signal }) => get<Schemas['RetentionForecast']>('/org/retention', draft, signal),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => untilTime(state.data?.next_run_at),
  });

/** Bounds of the time until a page reads again, in milliseconds. */
const READ_AGAIN_MS = { least: 5_000, most: 3_600_000 };

/** Milliseconds until shortly after a time, when a page reads again what changes then; false without one. */
export const untilTime = (at: string | undefined): number | false =>
  at !== undefined && Math.max(READ_AGAIN_MS.least, Math.min(Date.parse(at) - Date.now() + 1_000, READ_AGAIN_MS.most));

/** Closes the organization; who did it is signed out with all others. */
export function useDeleteOrganization({ slug }: Organization) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<Schemas['DeletionStarted']>('DELETE', '/org', { query: { confirm: slug } }),
    onSuccess: () => client.clear(),
  });
}

export function useTransferOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: number) => send<Schemas['Member']>('POST', '/org/transfer', { body: { user_id: userId } }),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** Ends the membership in the organization of the session, which ends as well. */
export function useLeaveOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<undefined>('DELETE', '/members/me'),
    onSuccess: () => client.clear(),
  });
}

/** Deletes the account of the signed-in person, whose address was typed; an old sign-in needs the password, too. */
export function useDeleteAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ confirm, ...body }: { readonly confirm: string; readonly password?: string }) =>
      send<undefined>('DELETE', '/users/me', { query: { confirm }, body }),
    onSuccess: () => client.clear(),
  });
}

export const sessionsQuery = () =>
  queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => get<Schemas['SessionList']>('/auth/sessions', undefined, signal),
  });

export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send<unknown>('POST', `/auth/sessions/${id}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey }),
  });
}

export const identitiesQuery = () =>
  queryOptions({
    queryKey: ['identities'],
    queryFn: ({ signal }) => get<Schemas['IdentityList']>('/auth/identities', undefined, signal),
  });

/** Unbinds an account at the identity provider; the sessions that began by it end. */
export function useUnbindIdentity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send<undefined>('DELETE', `/auth/identities/${id}`),
    onSuccess: () => client.invalidateQueries(),
  });
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: Schemas['ChangePassword']) => send<undefined>('POST', '/auth/password', { body }),
  });

export const secondFactorQuery = () =>
  queryOptions({
    queryKey: ['second-factor'],
    queryFn: ({ signal }) => get<Schemas['SecondFactorState']>('/auth/second-factor', undefined, signal),
  });

/** False where the last sign-in is too old for what takes a recent one; null until that is known. */
export function useIsRecentSignIn(): boolean | null {
  const { data, isPending } = useQuery({ ...secondFactorQuery(), staleTime: 0 });
  return isPending ? null : (data?.fresh ?? true);
}

/** The secret is in this answer alone. */
export function useEnrollTotp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<Schemas['TotpEnrollment']>('POST', '/auth/totp/enroll'),
    // the sign-in may be too long ago by now
    onError: () => client.invalidateQueries({ queryKey: secondFactorQuery().queryKey }),
  });
}

function useSecondFactorChange<T, R>(mutationFn: (input: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // also after a refusal: the sign-in may be too long ago by now
    onSettled: () => client.invalidateQueries({ queryKey: secondFactorQuery().queryKey }),
  });
}

/** Recovery codes are in this answer alone. */
export const useConfirmTotp = () =>
  useSecondFactorChange((code: string) =>
    send<Schemas['RecoveryCodes']>('POST', '/auth/totp/confirm', { body: { code } }),
  );

export const useRemoveTotp = () =>
  useSecondFactorChange((code: string) => send<undefined>('DELETE', '/auth/totp', { body: { code } }));

export const passkeysQuery = () =>
  queryOptions({
    queryKey: [...secondFactorQuery().queryKey, 'passkeys'],
    queryFn: ({ signal }) => get<Schemas['PasskeyList']>('/auth/passkeys', undefined, signal),
  });

/** Makes a passkey on a device and registers it; recovery codes are in this answer alone. */
export const useRegisterPasskey = () =>
  useSecondFactorChange(async (name: string) =>
    send<Schemas['RegisteredPasskey']>('POST', '/auth/passkeys/register', { body: { ...(await makePasskey()), name } }),
  );

export const useRemovePasskey = () =>
  useSecondFactorChange((id: string) => send<undefined>('DELETE', `/auth/passkeys/${id}`));
