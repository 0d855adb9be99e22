import picomatch from 'picomatch';

/**
 * Tells whether one of the globs names a file, relative to the root: the file itself, or a folder above it, as the command
 * line reads its other globs.
 */
export function matchExcluded(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => {
    const bare = glob.replace(/^\.?\//, '').replace(/\/+$/, '');
    return [bare, `${bare}/**`];
  });
  return picomatch(patterns, { dot: true });
}
