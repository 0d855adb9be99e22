import picomatch from 'picomatch';

/**
 * Returns a predicate that is true when one of the globs names a file, relative to the root: the file itself, or a folder
 * above it, as git reads pathspecs. Service and command line exclude by this one rule.
 */
export function matchExcluded(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.flatMap((glob) => {
    const bare = glob.replace(/^\.?\//, '').replace(/\/+$/, '');
    return [bare, `${bare}/**`];
  });
  return picomatch(patterns, { dot: true });
}
