import { replaceControls } from '../scanning/control-characters.js';

/** Longer than any file system takes. */
const MAX_PATH_LENGTH = 4096;

/** Requirement of `toRepositoryPath`, as the rest of a sentence. */
export const REPOSITORY_PATH_EXPECTED = `must be a path inside the repository, relative to its root, of at most ${MAX_PATH_LENGTH} characters`;

/**
 * A path as findings and coverage name it: relative to the repository's root, forward slashes, without `.` and `..`.
 * Control characters become U+FFFD, as in reports. Null for anything that names no file inside the repository: empty,
 * absolute, with a drive letter, above the root, or with NUL.
 */
export function toRepositoryPath(path: string): string | null {
  if (path.length > MAX_PATH_LENGTH || path.includes('\0')) return null;
  const slashed = path.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[A-Za-z]:\//.test(slashed)) return null;
  const segments: string[] = [];
  for (const segment of slashed.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 ? null : replaceControls(segments.join('/'));
}
