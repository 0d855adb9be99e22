import { policyVersion } from './gate-config.js';

/** The entity tag of a revision: `"v3"`. */
export const revisionTag = (revision: number): string => `"${policyVersion(revision)}"`;

/** True when an `If-Match` header (a list of tags, or `*`) names this revision. Weak tags never match. */
export function isNamedBy(ifMatch: string, revision: number): boolean {
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(revisionTag(revision));
}
