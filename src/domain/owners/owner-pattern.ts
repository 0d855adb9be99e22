import { matchesWildcards } from '../wildcards.js';

/** Wildcards of a pattern, written as characters that no path has, so that escaped ones stay what they are. */
const STAR = '\0';
const ANY_CHARACTER = '\u0001';
const ANY_NAME = STAR;
/** Matches any number of folders. */
const ANY_FOLDERS = STAR + STAR;

/** A pattern of CODEOWNERS, by names of folders and files from the root on. */
export type OwnerPattern = readonly string[];

/** Reads a pattern as GitHub does: like one of .gitignore, but `docs/*` does not match what is below a folder of `docs`. */
export function parseOwnerPattern(text: string): OwnerPattern {
  const names = withWildcards(text).split('/');
  const isAnchored = names[0] === '';
  if (isAnchored) names.shift();
  const isFolder = names.length > 1 && names.at(-1) === '';
  if (isFolder) names.pop();
  const isAnywhere = !isAnchored && names.length === 1;
  return [...(isAnywhere ? [ANY_FOLDERS] : []), ...withContents(names, isFolder)];
}

/** Adds what is below: a name matches a file or all that a folder has, `/` at the end and `**` what is below alone. */
function withContents(names: readonly string[], isFolder: boolean): readonly string[] {
  const last = names.at(-1);
  if (last === ANY_FOLDERS) return [...names.slice(0, -1), ANY_NAME, ANY_FOLDERS];
  if (isFolder) return [...names, ANY_NAME, ANY_FOLDERS];
  return last === ANY_NAME || last === '' ? names : [...names, ANY_FOLDERS];
}

const withWildcards = (text: string): string =>
  text.replace(/\\(.)|[*?]/gs, (found, escaped?: string) => escaped ?? (found === '*' ? STAR : ANY_CHARACTER));

/** The folder of the root, or the file there, below which all that the pattern matches is; null where it may be any. */
export const rootNameOf = ([first = '']: OwnerPattern): string | null =>
  first.includes(STAR) || first.includes(ANY_CHARACTER) ? null : first;

/** @param path the names of folders and of the file */
export const matchesPath = (pattern: OwnerPattern, path: readonly string[]): boolean =>
  matchesWildcards(pattern, path, (name) => name === ANY_FOLDERS, matchesName);

const matchesName = (pattern: string, name: string): boolean =>
  pattern === name || matchesWildcards(pattern, name, isStar, matchesCharacter);

const isStar = (character: string): boolean => character === STAR;
const matchesCharacter = (character: string, other: string): boolean =>
  character === other || character === ANY_CHARACTER;
