import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { repositoryKey } from '../../show/repository/repository.queries';

export type Baseline = components['schemas']['RepoBaseline'];

/** The baseline of a repository's default branch, tool by tool. */
export const baselineQuery = (repoId: number) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'baseline'],
    queryFn: ({ signal }) => get<Baseline>(`/repos/${repoId}/baseline`, undefined, signal),
  });
