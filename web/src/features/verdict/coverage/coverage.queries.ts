import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type TreeEntry = Schemas['CoverageTreeEntry'];
export type FileCoverage = Schemas['FileCoverage'];

/** Files that a tree is narrowed to: those with added lines, with missed ones, or covered less than in another scan. */
export const ONLY = ['added', 'missed', 'worse'] as const;
export type Only = (typeof ONLY)[number];

/** Orders of the list; files of the change are first in each. */
export const TREE_SORTS = ['name', 'missed', 'coverage', 'change'] as const;
export type TreeSort = (typeof TREE_SORTS)[number];

export interface TreeView {
  /** Folder with a slash at its end; empty for the root. */
  readonly path: string;
  readonly only?: Only | undefined;
  /** Owner of the files to count; `mine` for those of the reader. */
  readonly owner?: string | undefined;
  /** Scan that the change in points is against. */
  readonly compare?: number | undefined;
  /** Text in the names of files. */
  readonly q?: string | undefined;
  /** True: all files below the path in one list. */
  readonly flat?: boolean | undefined;
  readonly sort?: TreeSort | undefined;
}

const PAGE = 1000;

/** Entries of a folder. */
export const treeQuery = (scanId: number, { sort = 'name', ...view }: TreeView) =>
  infiniteQueryOptions({
    queryKey: ['scan', scanId, 'coverage', 'tree', view, sort],
    queryFn: ({ signal, pageParam }) =>
      get<Schemas['CoverageTree']>(
        `/quality/coverage/${scanId}/tree`,
        { ...view, sort, join: true, limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** Coverage of a file, line by line. */
export const fileQuery = (scanId: number, path: string) =>
  queryOptions({
    queryKey: ['scan', scanId, 'coverage', 'file', path],
    queryFn: ({ signal }) => get<FileCoverage>(`/quality/coverage/${scanId}/files`, { path }, signal),
  });
