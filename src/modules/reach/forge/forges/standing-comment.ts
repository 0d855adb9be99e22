import type { ForgeAccess, StandingComment } from './forge.js';

/** A comment as a forge lists it. */
interface ListedComment {
  readonly remoteId: string | null;
  readonly author: string | null;
  readonly body: string | null;
}

/** The comment, where it is ours: it begins with the marker, and our own account wrote it. */
export function ownComment(
  access: Pick<ForgeAccess, 'author'>,
  marker: string,
  { remoteId, author, body }: ListedComment,
): StandingComment | null {
  const isOurs = author !== null && author === access.author && body?.startsWith(marker) === true;
  return isOurs && remoteId !== null ? { remoteId, body } : null;
}
