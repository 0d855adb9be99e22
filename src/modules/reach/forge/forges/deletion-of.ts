import type { ForgeNews } from './forge.js';

/** The branch of a reference by its whole name; null for tags and others. */
export const branchOf = (ref: string | null): string | null => /^refs\/heads\/(.+)$/s.exec(ref ?? '')?.[1] ?? null;

/** News of the branches that one push deleted; null where it deleted none. What is no branch is left out. */
export function deletionOf(names: readonly (string | null | undefined)[]): ForgeNews | null {
  const [branch, ...further] = names.filter((name) => typeof name === 'string');
  if (branch === undefined) return null;
  return { type: 'branch_deleted', branch, ...(further.length > 0 && { further }) };
}
