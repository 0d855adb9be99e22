import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../../api/client';
import { problemOf } from '../../api/problem';
import { type components } from '../../api/schema.gen';

/** Stored lines of a file. */
export type StoredSource = components['schemas']['Source'];
export type SourceLine = components['schemas']['SourceLine'];
/** Source that a repository stores. */
export type SourceExcerpts = components['schemas']['Repo']['source_excerpts'];

/** Most lines of one answer. */
export const MOST_LINES = 500;

const readSource = (scanId: number, path: string, [from, to]: readonly [number, number], signal: AbortSignal) =>
  get<StoredSource>(`/scans/${scanId}/source`, { path, from, to }, signal).catch((error: unknown) => {
    const { isAbsent, code } = problemOf(error);
    if (isAbsent || code === 'details_expired') return null;
    throw error;
  });

const sourceKey = (scanId: number, path: string) => ['scan', scanId, 'source', path] as const;

/** Stored lines of a file as a scan has it; null where none of them is stored. */
export const sourceQuery = (scanId: number, path: string, from: number, to: number) =>
  queryOptions({
    queryKey: [...sourceKey(scanId, path), from, to],
    queryFn: ({ signal }) => readSource(scanId, path, [from, to], signal),
    placeholderData: keepPreviousData,
  });

/** A file as a scan has it, answer by answer; null where it is not stored as a whole. */
export const wholeSourceQuery = (scanId: number, path: string) =>
  infiniteQueryOptions({
    queryKey: [...sourceKey(scanId, path), 'whole'],
    queryFn: async ({ signal, pageParam: from }) => {
      const part = await readSource(scanId, path, [from, from + MOST_LINES - 1], signal);
      return part?.whole === true ? part : null;
    },
    initialPageParam: 1,
    getNextPageParam: (last) => (last === null || last.lines.at(-1)?.n !== last.to ? null : last.to + 1),
  });
