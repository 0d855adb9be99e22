import { sortStable } from './stable-sort.js';

export const FINDING_SORTS = ['severity', 'path', 'newest'] as const;
export type FindingSort = (typeof FINDING_SORTS)[number];

/** Rows of a scan's findings in each order of lists, and in ascending order of the ids of their problems. */
export type FindingOrders = Readonly<Record<FindingSort | 'issue', Uint32Array>>;

/** Columns that findings are ordered by. A problem's id is unique in a scan and tells the rest apart. */
export interface OrderedColumns {
  readonly severity: Uint8Array;
  /** Ranks of paths. */
  readonly path: Uint32Array;
  readonly startLine: Int32Array;
  readonly firstSeenScanId: Float64Array;
  readonly issueId: Float64Array;
}

export type OrderedColumn = keyof OrderedColumns;

/** Columns of each order, the first ones first. */
export const ORDERS: Readonly<
  Record<FindingSort, { readonly columns: readonly OrderedColumn[]; readonly direction: 1 | -1 }>
> = {
  severity: { columns: ['severity', 'path', 'startLine', 'issueId'], direction: 1 },
  path: { columns: ['path', 'startLine', 'severity', 'issueId'], direction: 1 },
  newest: { columns: ['firstSeenScanId', 'issueId'], direction: -1 },
};

/** @param count rows of the columns */
export function orderFindings(columns: OrderedColumns, count: number): FindingOrders {
  const issue = sortStable(
    Uint32Array.from({ length: count }, (_, row) => row),
    columns.issueId,
  );
  const orderBy = (sort: FindingSort): Uint32Array => {
    const { columns: names, direction } = ORDERS[sort];
    const ascending = names.slice(0, -1).reduceRight((rows, name) => sortStable(rows, columns[name]), issue);
    return direction === 1 ? ascending : ascending.reverse();
  };
  return { issue, severity: orderBy('severity'), path: orderBy('path'), newest: orderBy('newest') };
}
