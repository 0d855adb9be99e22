import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../api/client';
import { type components } from '../api/schema.gen';

type Schemas = components['schemas'];
export type Presets = Schemas['Presets'];
export type Preset = Schemas['Preset'];

/** Policies to choose from, and the organization's choice. */
export const presetsQuery = () =>
  queryOptions({
    queryKey: ['policy', 'presets'],
    queryFn: ({ signal }) => get<Presets>('/quality/gates/presets', undefined, signal),
  });

/** Reads the presets before a page shows them. A page without them works: it says nothing of a failure here. */
export const readPresets = (client: QueryClient): Promise<unknown> =>
  client.query({ ...presetsQuery(), staleTime: 'static' }).catch(() => null);

/** Copies a preset into the organization's policy; all that is shown of the policy is read again. */
export function useChoosePreset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (preset: Preset['name']) =>
      send<Schemas['GateConfigSaved']>('PUT', '/quality/gates/config', { body: { preset } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['policy'] }),
  });
}
