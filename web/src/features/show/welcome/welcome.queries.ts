import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

const LOOK_AGAIN_MS = 2000;
const GIVE_UP_MS = 600_000;

export type FirstScan = components['schemas']['Scan'];

/** Milliseconds until the next look, for ten minutes at most; false once it was seen. */
export const lookUntil = (isSeen: boolean, sinceMs: number): number | false =>
  isSeen || Date.now() - sinceMs > GIVE_UP_MS ? false : LOOK_AGAIN_MS;

/** The newest scan of the organization, looked for until one has ended, for ten minutes at most. */
export const firstScanQuery = (sinceMs: number) =>
  queryOptions({
    queryKey: ['first-scan', sinceMs],
    queryFn: async ({ signal }) => {
      const { scans } = await get<components['schemas']['ScanList']>('/scans', { limit: 1 }, signal);
      return scans[0] ?? null;
    },
    refetchInterval: ({ state }) => lookUntil(state.data != null && state.data.status !== 'pending', sinceMs),
  });

/** The organization's gate: whether it blocks merges. */
export const gateQuery = () =>
  queryOptions({
    queryKey: ['policy', 'gate'],
    queryFn: ({ signal }) => get<components['schemas']['GateConfig']>('/quality/gates/config', undefined, signal),
  });
