import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type ApiKey = Schemas['ApiKey'];

/** Scopes of a key that scans in a pipeline. */
export const PIPELINE_SCOPES = ['read:scans', 'read:repos', 'write:scans'] as const;

const YEAR_DAYS = 365;

/** Days for which a new key works unless somebody chooses others: a year, or as long as the organization allows. */
export const usualDays = (longest: number | null): number => Math.min(YEAR_DAYS, longest ?? YEAR_DAYS);

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly may_write_baseline: boolean;
  readonly kind?: ApiKey['kind'];
  readonly expires_in_days: number | null;
}

export const apiKeysQuery = () =>
  queryOptions({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => get<Schemas['ApiKeyList']>('/api-keys', { limit: 200 }, signal),
  });

/** Creates a key; its secret is in this one answer and nowhere else. */
export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewApiKey) => send<Schemas['CreatedApiKey']>('POST', '/api-keys', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery().queryKey }),
    gcTime: 0,
  });
}

/** Gives a key another secret, which is in this one answer and nowhere else. */
export function useRotateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, hours }: { id: number; hours: number }) =>
      send<Schemas['RotatedApiKey']>('POST', `/api-keys/${id}/rotate`, { body: { overlap_hours: hours } }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery().queryKey }),
    gcTime: 0,
  });
}

export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => send<unknown>('POST', `/api-keys/${id}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery().queryKey }),
  });
}
