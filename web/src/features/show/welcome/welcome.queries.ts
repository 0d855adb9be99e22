import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

const LOOK_AGAIN_MS = 2000;
const GIVE_UP_MS = 600_000;

export type FirstScan = components['schemas']['Scan'];

/** True of a look that came ten minutes after the first one: it was the last. */
export const isLastLook = (lookMs: number, sinceMs: number): boolean => lookMs - sinceMs > GIVE_UP_MS;

/** Times of the last answers of a query. */
interface Looks {
  readonly dataUpdatedAt: number;
  readonly errorUpdatedAt: number;
}

/** Milliseconds until the next look, for ten minutes at most; false once it was seen. */
export const lookUntil = (isSeen: boolean, sinceMs: number, { dataUpdatedAt, errorUpdatedAt }: Looks): number | false =>
  isSeen || isLastLook(Math.max(dataUpdatedAt, errorUpdatedAt), sinceMs) ? false : LOOK_AGAIN_MS;

/** Scan that counts as the first one. */
export interface WantedScan {
  /** Null: of any repository. */
  readonly repoId: number | null;
  /** Time before which it did not begin; null: any. */
  readonly from: string | null;
}

/** The newest scan that is wanted, looked for until one has ended, for ten minutes at most. */
export const firstScanQuery = (sinceMs: number, { repoId, from }: WantedScan) =>
  queryOptions({
    queryKey: ['first-scan', sinceMs, repoId, from],
    queryFn: async ({ signal }) => {
      const query = { limit: 1, repo_id: repoId, from };
      const { scans } = await get<components['schemas']['ScanList']>('/scans', query, signal);
      return scans[0] ?? null;
    },
    refetchInterval: ({ state }) => lookUntil(state.data != null && state.data.status !== 'pending', sinceMs, state),
  });

/** The pull request that was scanned last; null without one. */
export const firstPullQuery = () =>
  queryOptions({
    queryKey: ['pull-requests', 'first'],
    queryFn: async ({ signal }) => {
      const query = { state: 'all', limit: 1 };
      const { pull_requests: pulls } = await get<{
        readonly pull_requests: readonly components['schemas']['AnyPullRequest'][];
      }>('/pull-requests', query, signal);
      return pulls[0] ?? null;
    },
  });

/** The organization's gate: whether it blocks merges. */
export const gateQuery = () =>
  queryOptions({
    queryKey: ['policy', 'gate'],
    queryFn: ({ signal }) => get<components['schemas']['GateConfig']>('/quality/gates/config', undefined, signal),
  });
