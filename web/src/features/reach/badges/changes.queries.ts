import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { type BadgeAddresses, badgeQuery } from './badges.queries';

/** Replaces the addresses; those of before end at once. */
export function useRenewBadge(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<BadgeAddresses>('POST', `/repos/${repoId}/badge/renew`),
    onSuccess: (addresses) => client.setQueryData(badgeQuery(repoId).queryKey, addresses),
  });
}
