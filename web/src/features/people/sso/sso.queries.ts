import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

export type SsoSettings = components['schemas']['Sso'];
export type GroupRole = SsoSettings['group_roles'][string];

export const ssoQuery = () =>
  queryOptions({
    queryKey: ['sso'],
    queryFn: ({ signal }) => get<SsoSettings>('/org/sso', undefined, signal),
  });

export function useSaveSso() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SsoSettings) => send<SsoSettings>('PUT', '/org/sso', { body }),
    onSuccess: (saved) => client.setQueryData(ssoQuery().queryKey, saved),
  });
}
