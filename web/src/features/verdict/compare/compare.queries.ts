import { infiniteQueryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type Comparison = Schemas['Comparison'];
export type ComparedFinding = Schemas['Finding'];

/** Kinds of differences, in the order in which they are listed. */
export const DIFFERENCE_KINDS = ['new', 'fixed', 'worsened', 'moved', 'coverage', 'duplication'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

const PAGE = 100;

/** Differences of a scan from another one, page by page: those of one kind after those of another. */
export const comparisonQuery = (scanId: number, otherId: number, kind?: DifferenceKind) =>
  infiniteQueryOptions({
    queryKey: ['scan', scanId, 'compare', otherId, kind ?? null],
    queryFn: ({ pageParam: cursor, signal }) =>
      get<Comparison>(`/scans/${scanId}/compare/${otherId}`, { kind, limit: PAGE, cursor }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
