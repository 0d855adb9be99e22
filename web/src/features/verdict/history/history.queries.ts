import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type components } from '../../../api/schema.gen';
import { type HistoryRange, RANGE_DAYS, type TrendGroup, type TrendMeasure } from './history-search';

type Schemas = components['schemas'];
export type HistoryScan = Schemas['HistoryScan'];

const DAY_MS = 86_400_000;
const PAGE = 50;

const firstDay = (range: HistoryRange): string =>
  new Date(Date.now() - RANGE_DAYS[range] * DAY_MS).toISOString().slice(0, 10);

/** Scans of a branch, newest first, page by page. */
export const historyQuery = (repoId: number, branch?: string, range?: HistoryRange) =>
  infiniteQueryOptions({
    queryKey: ['repository', repoId, 'history', branch ?? null, range ?? null],
    queryFn: ({ pageParam: cursor, signal }) =>
      get<Schemas['History']>(
        `/repos/${repoId}/history`,
        { branch, from: range && firstDay(range), limit: PAGE, cursor },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: LOOK_AGAIN_MS,
  });

export type Trend = Schemas['RepositoryTrend'];

/** A line for each group of the default branch. */
export const trendQuery = (repoId: number, group: TrendGroup, measure: TrendMeasure, range?: HistoryRange) =>
  queryOptions({
    queryKey: ['repository', repoId, 'trend', group, measure, range ?? null],
    queryFn: ({ signal }) =>
      get<Trend>(`/repos/${repoId}/trend`, { measure, group_by: group, from: range && firstDay(range) }, signal),
  });
