/** A path as a report writes it: white space around it removed, slashes forward. */
export function reportedPath(text: Uint8Array, start: number, end: number): string {
  return withForwardSlashes(Buffer.from(text.buffer, text.byteOffset + start, end - start).toString('utf8'));
}

export function withForwardSlashes(path: string): string {
  const trimmed = path.trim();
  return trimmed.includes('\\') ? trimmed.replaceAll('\\', '/') : trimmed;
}
