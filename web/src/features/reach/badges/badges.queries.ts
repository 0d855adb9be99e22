import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { repositoryKey } from '../../show/repository/repository.queries';

export type BadgeAddresses = components['schemas']['Badge'];

/** Address of a repository's badge of the quality gate, beside which those of its other badges are. */
export const badgeQuery = (repoId: number) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'badge'],
    queryFn: ({ signal }) => get<BadgeAddresses>(`/repos/${repoId}/badge`, undefined, signal),
  });
