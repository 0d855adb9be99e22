import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { repositoryKey } from '../../show/repository/repository.queries';

function useBaselineChange(repoId: number, path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<unknown>('POST', `/quality/gates/rebuild-baseline/${repoId}${path}`),
    onSettled: () => client.invalidateQueries({ queryKey: repositoryKey(repoId) }),
  });
}

export const useRebuildBaseline = (repoId: number) => useBaselineChange(repoId, '');

/** Brings back what the last rebuild cleared; possible until a scan of the default branch completes. */
export const useUndoRebuild = (repoId: number) => useBaselineChange(repoId, '/undo');
