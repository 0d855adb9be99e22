import { ANY_CHARACTER, type NamePart, STAR } from '../paths/name-pattern.js';
import { ANY_FOLDERS, type PathPart } from '../paths/path-patterns.js';

/** Reads a pattern as GitHub does: like one of .gitignore, but `docs/*` does not match what is below a folder of `docs`. */
export function parseOwnerPattern(text: string): readonly PathPart[] {
  const names = namesOf(text);
  const isAnchored = names[0]!.length === 0;
  if (isAnchored) names.shift();
  const isFolder = names.length > 1 && names.at(-1)!.length === 0;
  if (isFolder) names.pop();
  const isAnywhere = !isAnchored && names.length === 1;
  const parts = names.map((name): PathPart => (isAnyFolders(name) ? ANY_FOLDERS : name));
  const before: readonly PathPart[] = isAnywhere ? [ANY_FOLDERS] : [];
  return [...before, ...withContents(parts, isFolder)];
}

/** Wildcards of the pattern that a line begins with, `**` as one. */
export function countWildcards(line: string): number {
  let count = 0;
  for (let at = 0; at < line.length && line[at]!.trim() !== ''; at += 1) {
    if (line[at] === '?' || line[at] === STAR) count += 1;
    if (line[at] === '\\' || line.startsWith('**', at)) at += 1;
  }
  return count;
}

function namesOf(text: string): NamePart[][] {
  const names: NamePart[][] = [[]];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '/') names.push([]);
    else if (character === STAR) names.at(-1)!.push(STAR);
    else if (character === '?') names.at(-1)!.push(ANY_CHARACTER);
    else names.at(-1)!.push(text.charCodeAt(character === '\\' && at + 1 < text.length ? ++at : at));
  }
  return names;
}

/** Adds what is below: a name matches a file or all that a folder has, `/` at the end and `**` what is below alone. */
function withContents(names: readonly PathPart[], isFolder: boolean): readonly PathPart[] {
  const last = names.at(-1)!;
  if (last === ANY_FOLDERS) return [...names.slice(0, -1), [STAR], ANY_FOLDERS];
  if (isFolder) return [...names, [STAR], ANY_FOLDERS];
  return last.length === 0 || (last.length === 1 && last[0] === STAR) ? names : [...names, ANY_FOLDERS];
}

const isAnyFolders = (name: readonly NamePart[]): boolean => name.length === 2 && name.every((part) => part === STAR);
