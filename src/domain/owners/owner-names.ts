/** Address with which GitHub stands for a person who keeps theirs private. */
const GITHUB_ADDRESS = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/;

/**
 * Names by which CODEOWNERS may mean a person, in lower case: the address, and as a handle the part before its `@`. Teams are
 * not known here.
 *
 * @param email null for a key, which owns nothing
 */
export function ownerNamesOf(email: string | null): readonly string[] {
  if (email === null) return [];
  const address = email.toLowerCase();
  const handle = GITHUB_ADDRESS.exec(address)?.[1] ?? address.slice(0, address.lastIndexOf('@'));
  return [address, `@${handle}`];
}

/** The name of an author as it is compared: of `Ada <ada@acme.test>` the address, in lower case and without white space around it. */
export const authorName = (author: string): string =>
  (/<([^<>]+)>\s*$/.exec(author)?.[1] ?? author).trim().toLowerCase();

/** True for a person whom one of these names means, as pipelines and forges name the authors of changes. */
export function isAuthor(email: string | null, authors: readonly string[]): boolean {
  const names = ownerNamesOf(email);
  return authors.map(authorName).some((author) => names.includes(author) || names.includes(`@${author}`));
}

/** Stands for the caller among owners, all of which have an `@`. */
const MINE = 'mine';

/**
 * Names of owners in a filter, with the caller's own in the place of `mine`.
 *
 * @param email as for `ownerNamesOf`
 */
export const ownersMeant = (names: readonly string[], email: string | null): string[] =>
  names.flatMap((name) => (name === MINE ? ownerNamesOf(email) : [name]));
