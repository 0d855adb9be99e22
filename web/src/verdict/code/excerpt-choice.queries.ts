import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../api/client';
import { type components } from '../../api/schema.gen';
import { type SourceExcerpts } from './source.queries';

type Schemas = components['schemas'];

/** Stored source that lower choices of a repository delete. */
export const loweringQuery = (repoId: number) =>
  queryOptions({
    queryKey: ['repository', repoId, 'source'],
    queryFn: ({ signal }) => get<Schemas['SourceLowering']>(`/repos/${repoId}/source`, undefined, signal),
    staleTime: 0,
  });

/** Chooses the source that a repository stores; all that shows code is read again. */
export function useChooseExcerpts(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: SourceExcerpts) =>
      send<Schemas['UpdatedRepo']>('PATCH', `/repos/${repoId}`, { body: { source_excerpts: choice } }),
    onSuccess: () =>
      Promise.all(
        [['repository', repoId], ['repos'], ['scan']].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}
