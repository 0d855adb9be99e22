import type { FindingColumns } from './finding-columns.js';
import { countMet, failedConditions, type FindingFilter, isEmptyFilter, type MarkedIds } from './finding-filter.js';
import { type FindingKey, placeAfter } from './finding-keys.js';
import type { FindingSort } from './finding-orders.js';

export interface PageRequest {
  readonly filter: FindingFilter;
  readonly sort: FindingSort;
  readonly limit: number;
  /** Key behind which the page begins; null for the first page. */
  readonly after: FindingKey | null;
}

/** Rows of a page, at most one more than its limit where there is another page, and the number of all that meet the filter. */
export interface CutPage {
  readonly rows: readonly number[];
  readonly total: number;
}

export function cutPage(
  columns: FindingColumns,
  { filter, sort, limit, after }: PageRequest,
  marked: MarkedIds,
): CutPage {
  const order = columns.orders[sort];
  const start = after === null ? 0 : placeAfter(columns, sort, after);
  if (isEmptyFilter(filter)) return { rows: [...order.subarray(start, start + limit + 1)], total: columns.count };
  const failed = failedConditions(columns, filter, marked);
  const rows: number[] = [];
  for (let place = start; place < order.length && rows.length <= limit; place += 1)
    if (failed[order[place]!] === 0) rows.push(order[place]!);
  return { rows, total: countMet(failed) };
}
