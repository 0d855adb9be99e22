import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

const LOOK_AGAIN_MS = 2000;
const GIVE_UP_MS = 600_000;

/** The newest scan of the organization, looked for until there is one, for ten minutes at most. */
export const firstScanQuery = (sinceMs: number) =>
  queryOptions({
    queryKey: ['first-scan', sinceMs],
    queryFn: async ({ signal }) => {
      const { scans } = await get<components['schemas']['ScanList']>('/scans', { limit: 1 }, signal);
      return scans[0] ?? null;
    },
    refetchInterval: ({ state }) => (state.data != null || Date.now() - sinceMs > GIVE_UP_MS ? false : LOOK_AGAIN_MS),
  });

/** The organization's gate: whether it blocks merges. */
export const gateQuery = () =>
  queryOptions({
    queryKey: ['policy', 'gate'],
    queryFn: ({ signal }) => get<components['schemas']['GateConfig']>('/quality/gates/config', undefined, signal),
  });
