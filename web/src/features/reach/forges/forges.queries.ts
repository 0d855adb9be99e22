import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { type RepoForge, repoForgeQuery } from './repo-forge.queries';

type Schemas = components['schemas'];
export type ForgeConnection = Schemas['ForgeConnection'];
export type CreatedForgeConnection = Schemas['CreatedForgeConnection'];
export type ForgeKind = ForgeConnection['kind'];
export type ForgeTest = Schemas['ForgeTest'];
export type ReportOptions = Schemas['ForgeReport'];
export type CredentialsType = ForgeConnection['credentials']['type'];
export type ForgeRepo = Schemas['ForgeRepo'];

export const WHO_MAY =
  'Only administrators and owners of the organization can see and change its connections to forges.';

/** A connection as the service takes it. */
export interface ForgeBody {
  readonly name: string;
  readonly base_url: string | null;
  readonly context: string;
  readonly report: ReportOptions;
  /** Left out: those that are stored stay. */
  readonly credentials?: Schemas['ForgeCredentials'];
  /** Of a change: the stored ones go where the site is of another origin. */
  readonly drop_secrets?: boolean;
}

/** A repository's place as the service takes it. */
export interface PlaceBody {
  readonly forge_id: number;
  readonly project: string;
  readonly context: string | null;
  /** Parts that are shown otherwise than the connection says; what is left out follows it. */
  readonly report: Partial<ReportOptions>;
}

const ROUTE = '/forges';
const forgesKey = ['forges'] as const;

/** Connections of the organization, newest first. */
export const forgesQuery = () =>
  queryOptions({
    queryKey: [...forgesKey, 'list'],
    queryFn: ({ signal }) => get<Schemas['ForgeList']>(ROUTE, { limit: 200 }, signal),
  });

/** Repositories that a connection shows verdicts of, page by page. */
export const forgeReposQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: [...forgesKey, id, 'repos'],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas['ForgeRepoList']>(`${ROUTE}/${id}/repos`, { limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

function useForgeChange<T, Result>(mutationFn: (input: T) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: forgesKey }),
    // An answer may have a secret, which no page shows twice.
    gcTime: 0,
  });
}

/** Creates a connection; the secret of its hook is in this answer and nowhere else. */
export const useCreateForge = () =>
  useForgeChange((body: ForgeBody & { readonly kind: ForgeKind }) =>
    send<CreatedForgeConnection>('POST', ROUTE, { body }),
  );

export const useUpdateForge = (id: number) =>
  useForgeChange((body: ForgeBody) => send<ForgeConnection>('PATCH', `${ROUTE}/${id}`, { body }));

export const useDeleteForge = (id: number) => useForgeChange(() => send<undefined>('DELETE', `${ROUTE}/${id}`));

/** Tries a connection by reading alone, with a repository's place there too unless it is null. */
export const useTestForge = (id: number) =>
  useForgeChange((repoId: number | null) =>
    send<ForgeTest>('POST', `${ROUTE}/${id}/test`, { body: { repo_id: repoId } }),
  );

/** Saves the place of a repository; the answer says why the forge did not confirm it. */
export function useSavePlace(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PlaceBody) => send<RepoForge>('PUT', `/repos/${repoId}/forge`, { body }),
    onSuccess: (place) => client.setQueryData(repoForgeQuery(repoId).queryKey, place),
  });
}

export function useRemovePlace(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<undefined>('DELETE', `/repos/${repoId}/forge`),
    onSuccess: () => client.invalidateQueries({ queryKey: repoForgeQuery(repoId).queryKey }),
  });
}
