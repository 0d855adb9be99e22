import { utf8 } from '../../scanning/bytes.js';

/** A path as a report writes it: white space around it removed, slashes forward. */
export function reportedPath(text: Uint8Array, start: number, end: number): string {
  return withForwardSlashes(utf8(text, start, end));
}

export function withForwardSlashes(path: string): string {
  const trimmed = path.trim();
  return trimmed.includes('\\') ? trimmed.replaceAll('\\', '/') : trimmed;
}
