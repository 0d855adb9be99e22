import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];

/** Makes a repository one of the person's favourites, which come first in each order, or no longer one. */
export function useFavourite(repoId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isFavourite: boolean) => send<undefined>(isFavourite ? 'PUT' : 'DELETE', `/repos/${repoId}/favourite`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['overview'] }),
  });
}

/** Creates a repository that was not scanned yet. */
export function useCreateRepository() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['CreateRepo']) => send<Schemas['Repo']>('POST', '/repos', { body }),
    onSuccess: async () => {
      for (const queryKey of [['repos'], ['overview']]) await client.invalidateQueries({ queryKey });
    },
  });
}
