import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../api/client';
import { type components } from '../../api/schema.gen';
import { repositoryKey } from '../repository/repository.queries';

export type BadgeAddresses = components['schemas']['Badge'];

/** Address of a repository's badge of the quality gate, beside which those of its other badges are. */
export const badgeQuery = (repoId: number) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'badge'],
    queryFn: ({ signal }) => get<BadgeAddresses>(`/repos/${repoId}/badge`, undefined, signal),
  });

/** Replaces the addresses; those of before end at once. */
export function useRenewBadge(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<BadgeAddresses>('POST', `/repos/${repoId}/badge/renew`),
    onSuccess: (addresses) => client.setQueryData(badgeQuery(repoId).queryKey, addresses),
  });
}
