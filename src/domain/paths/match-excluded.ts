import { countAlternatives, MAX_ALTERNATIVES, parseGlob } from './glob.js';
import { literally } from './name-pattern.js';
import { ANY_FOLDERS, PathPatterns } from './path-patterns.js';

/**
 * Returns a predicate that is true when one of the globs names a file, relative to the root: the file itself, or a folder
 * above it, as git reads pathspecs. Service and command line exclude by this one rule. A glob also names the path that it spells,
 * and that alone where its braces bring the globs over `MAX_ALTERNATIVES`.
 */
export function matchExcluded(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = excludedPatterns(globs);
  return (path) => patterns.numbersOf(path).length > 0;
}

/** The patterns of globs, with their places in the list as numbers. */
export function excludedPatterns(globs: readonly string[]): PathPatterns {
  const patterns = new PathPatterns();
  let left = MAX_ALTERNATIVES;
  globs.forEach((glob, at) => {
    const bare = glob.replace(/^\.?\//, '').replace(/(?<!\/)\/+$/, '');
    if (bare === '') return;
    const read = parseGlob(bare, left);
    left -= read.length;
    for (const pattern of [bare.split('/').map(literally), ...read]) patterns.add([...pattern, ANY_FOLDERS], at);
  });
  return patterns;
}

/** The most steps that the globs take for each character of a path: they enter each folder's name, and compare 32 parts at once. */
export const stepsPerCharacter = (globs: readonly string[]): number =>
  globs.reduce((sum, glob) => sum + countAlternatives(glob) * (3 * glob.split('/').length + glob.length / 32 + 1), 0);
