import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { repositoryKey } from '../../show/repository/repository.queries';

export type RepoForge = components['schemas']['RepoForge'];

/** A repository's place at a forge, guessed where nobody has set one. */
export const repoForgeQuery = (repoId: number) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'forge'],
    queryFn: ({ signal }) => get<RepoForge>(`/repos/${repoId}/forge`, undefined, signal),
  });
