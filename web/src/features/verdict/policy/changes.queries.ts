import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { problemOf } from '../../../api/problem';
import { type components } from '../../../api/schema.gen';
import { revisionsQuery } from './policy.queries';

type Schemas = components['schemas'];

/** A policy to save, and the version that it began from. */
export interface PolicyToSave {
  readonly version: string;
  readonly body: Schemas['GateConfigDraft'];
}

/** Saves a policy unless somebody saved one meanwhile; the revisions are read again either way. */
export function useSavePolicy() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: revisionsQuery().queryKey });
  return useMutation({
    mutationFn: ({ version, body }: PolicyToSave) =>
      send<Schemas['GateConfigSaved']>('PUT', '/quality/gates/config', {
        body,
        headers: { 'If-Match': `"${version}"` },
      }),
    onSuccess: refresh,
    onError: (error) => (isConflict(error) ? refresh() : undefined),
  });
}

/** True where somebody else saved meanwhile. */
const isConflict = (error: unknown): boolean => [409, 412].includes(problemOf(error).status);
