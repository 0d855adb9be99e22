import { utf8 } from '../../scanning/bytes.js';

/** Limit of a path's length, longer than any system's. */
export const MAX_PATH_LENGTH = 4_096;

/** A path as a report writes it: white space around it removed, slashes forward. */
export function reportedPath(text: Uint8Array, start: number, end: number): string {
  return withForwardSlashes(utf8(text, start, end));
}

/**
 * A path with forward slashes, from a string. Paths that are too long are cut visibly, and dropped when paths are
 * resolved: strings of tens of thousands of characters are slow keys.
 */
export function withForwardSlashes(path: string): string {
  const trimmed = cutPath(path.trim());
  return trimmed.includes('\\') ? trimmed.replaceAll('\\', '/') : trimmed;
}

/** The beginning of a path that is too long, itself one character too long. */
export const cutPath = (path: string): string =>
  path.length > MAX_PATH_LENGTH ? path.slice(0, MAX_PATH_LENGTH + 1) : path;
