import { ONLY, type Only } from './coverage.queries';

/** Folder, file and filter of the address. */
export interface CoverageSearch {
  readonly path?: string;
  readonly file?: string;
  readonly only?: Only;
  /** `mine` for the reader. */
  readonly owner?: string;
  readonly compare?: number;
}

export function readCoverageSearch({ path, file, only, owner, compare }: Record<string, unknown>): CoverageSearch {
  const other = Number(compare);
  const isCompared = Number.isSafeInteger(other) && other > 0;
  const chosen = ONLY.find((each) => each === only && (each !== 'worse' || isCompared));
  return {
    ...(typeof path === 'string' && path !== '' && { path: path.endsWith('/') ? path : `${path}/` }),
    ...(typeof file === 'string' && file !== '' && { file }),
    ...(chosen && { only: chosen }),
    ...(typeof owner === 'string' && owner !== '' && { owner }),
    ...(isCompared && { compare: other }),
  };
}
