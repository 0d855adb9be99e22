import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { exploreColumns, rowOf } from './explore-columns';
import { type FindingFilter, type FindingSort } from './finding-search';
import { type Facets, type FindingColumns, type FindingRow, pagesQuery, toFacets, toRow } from './findings.queries';

/** Findings that match the filter, wherever they were chosen. */
export interface FindingSource {
  /** Number of findings that match; more than `count` while pages are still to come. */
  readonly total: number;
  /** Number of rows that are here. */
  readonly count: number;
  readonly rowAt: (index: number) => FindingRow;
  readonly facets: Facets | null;
  /** Fetches the next page, where there is one. */
  readonly fetchMore?: () => void;
}

/** Chooses, counts and sorts in the browser. */
export function useColumnSource(
  columns: FindingColumns,
  filter: FindingFilter,
  sort: FindingSort,
  mine: readonly string[],
): FindingSource {
  const { rows, facets } = useMemo(() => exploreColumns(columns, filter, sort, mine), [columns, filter, sort, mine]);
  const rowAt = useCallback((index: number) => rowOf(columns, rows[index]!), [columns, rows]);
  return { total: rows.length, count: rows.length, rowAt, facets };
}

/** Reads page by page: for scans with too many findings for one answer. */
export function usePagedSource(scanId: number, filter: FindingFilter, sort: FindingSort): FindingSource {
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(pagesQuery(scanId, filter, sort));
  const findings = useMemo(() => data?.pages.flatMap((page) => page.findings) ?? [], [data]);
  const first = data?.pages[0];
  const facets = useMemo(() => (first?.facets ? toFacets(first.facets) : null), [first]);
  const rowAt = useCallback((index: number) => toRow(findings[index]!), [findings]);
  const canFetch = hasNextPage && !isFetchingNextPage;
  const fetchMore = useCallback(() => {
    if (canFetch) void fetchNextPage();
  }, [canFetch, fetchNextPage]);
  return { total: first?.total ?? 0, count: findings.length, rowAt, facets, fetchMore };
}
