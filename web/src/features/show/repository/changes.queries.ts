import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { type RepoOfPage, repositoryKey, reposQuery } from './repository.queries';

type Schemas = components['schemas'];

/** Gives a repository another name, default branch or further names. */
export function useUpdateRepository(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['UpdateRepo']) => send<Schemas['UpdatedRepo']>('PATCH', `/repos/${repoId}`, { body }),
    // A wait for the next scan lasts longer than a person does.
    onSuccess: async () => {
      for (const queryKey of [repositoryKey(repoId), reposQuery().queryKey, ['overview']])
        await client.invalidateQueries({ queryKey });
    },
  });
}

/** Deletes a repository: it is gone at once, and a job deletes its scans. */
export function useDeleteRepository({ id, name }: RepoOfPage) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<Schemas['DeletionStarted']>('DELETE', `/repos/${id}`, { query: { confirm: name } }),
    onSuccess: async () => {
      for (const queryKey of [reposQuery().queryKey, ['overview']]) await client.invalidateQueries({ queryKey });
    },
  });
}
