import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../api/client';
import { type components } from '../../api/schema.gen';

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
      return client.invalidateQueries({ queryKey: ['me'] });
    },
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

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: Schemas['ChangePassword']) => send<undefined>('POST', '/auth/password', { body }),
  });
