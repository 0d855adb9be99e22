import { textOf } from '../../../shell/address-text';
import { ONLY, type Only, TREE_SORTS, type TreeSort, type TreeView } from './coverage.queries';

/** Folder, file and filter of the address. */
export interface CoverageSearch {
  readonly path?: string;
  readonly file?: string;
  readonly only?: Only;
  /** `mine` for the reader. */
  readonly owner?: string;
  readonly compare?: number;
  /** Text in the names of files, which are listed flat then. */
  readonly q?: string;
  /** True: all files below the folder in one list. */
  readonly flat?: true;
  readonly sort?: Exclude<TreeSort, 'name'>;
}

export function readCoverageSearch(search: Record<string, unknown>): CoverageSearch {
  const { only, compare, flat } = search;
  const [path, file, owner, q] = [search.path, search.file, search.owner, search.q].map(textOf);
  const other = Number(compare);
  const isCompared = Number.isSafeInteger(other) && other > 0;
  const chosen = ONLY.find((each) => each === only && (each !== 'worse' || isCompared));
  // A loss can be said against another scan alone.
  const sort = TREE_SORTS.find((each) => each === search.sort && (each !== 'change' || isCompared));
  return {
    ...(path && { path: path.endsWith('/') ? path : `${path}/` }),
    ...(file && { file }),
    ...(chosen && { only: chosen }),
    ...(owner && { owner }),
    ...(isCompared && { compare: other }),
    ...(q && { q }),
    ...(flat === true && { flat }),
    ...(sort !== undefined && sort !== 'name' && { sort }),
  };
}

/** Part of the tree that an address shows; files that are searched are listed flat. */
export const viewOf = ({ path = '', only, owner, compare, q, flat, sort }: CoverageSearch): TreeView => ({
  ...{ path, only, owner, compare, q, sort },
  flat: q === undefined ? flat : true,
});
