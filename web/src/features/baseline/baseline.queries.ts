import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../api/client';
import { type components } from '../../api/schema.gen';
import { repositoryKey } from '../repository/repository.queries';

export type Baseline = components['schemas']['RepoBaseline'];

/** The baseline of a repository's default branch, tool by tool. */
export const baselineQuery = (repoId: number) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'baseline'],
    queryFn: ({ signal }) => get<Baseline>(`/repos/${repoId}/baseline`, undefined, signal),
  });

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
