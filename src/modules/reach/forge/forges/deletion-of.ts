import type { HookNews } from './forge.js';

/** News of the branches that one push deleted; null where it deleted none. What is no branch is left out. */
export function deletionOf(names: readonly (string | null | undefined)[]): HookNews | null {
  const [branch, ...further] = names.filter((name) => typeof name === 'string');
  if (branch === undefined) return null;
  return { type: 'branch_deleted', branch, ...(further.length > 0 && { further }) };
}
