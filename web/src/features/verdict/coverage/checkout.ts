/** Files of a folder that the reader chose, by their paths in it. They never leave the browser. */
export type Checkout = ReadonlyMap<string, File>;

export const checkoutOf = (files: readonly File[]): Checkout =>
  new Map(files.map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ''), file]));

/** The file of a path; also where the chosen folder is a part of the repository, or the repository a part of it. */
export function fileAt(checkout: Checkout, path: string): File | null {
  const exact = checkout.get(path);
  if (exact) return exact;
  for (const [each, file] of checkout) if (each.endsWith(`/${path}`) || path.endsWith(`/${each}`)) return file;
  return null;
}

/** Lines of a text; the end of the last line begins no other. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
