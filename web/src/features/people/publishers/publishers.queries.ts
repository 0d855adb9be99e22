import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type TrustedPublisher = Schemas['TrustedPublisher'];
export type PublisherKind = TrustedPublisher['kind'];
export type PublisherState = TrustedPublisher['state'];
export type PublisherScope = TrustedPublisher['scopes'][number];

/** A publisher as the service takes it. */
export interface PublisherBody {
  readonly kind: PublisherKind;
  readonly issuer: string | null;
  readonly claims: Readonly<Record<string, string>>;
  readonly repo_id: number | null;
  readonly scopes: readonly PublisherScope[];
}

const ROUTE = '/trusted-publishers';

/** Trusted publishers of the organization, newest first. */
export const publishersQuery = () =>
  queryOptions({
    queryKey: ['trusted-publishers'],
    queryFn: ({ signal }) => get<Schemas['TrustedPublisherList']>(ROUTE, { limit: 200 }, signal),
  });

function usePublisherChange<T, Result>(mutationFn: (input: T) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: publishersQuery().queryKey }),
  });
}

export const useCreatePublisher = () =>
  usePublisherChange((body: PublisherBody) => send<TrustedPublisher>('POST', ROUTE, { body }));

export const useEnablePublisher = (id: number) =>
  usePublisherChange((enabled: boolean) => send<TrustedPublisher>('PATCH', `${ROUTE}/${id}`, { body: { enabled } }));

export const useDeletePublisher = (id: number) => usePublisherChange(() => send<undefined>('DELETE', `${ROUTE}/${id}`));
