/** The text from `start` to `end`. */
export const utf8 = (text: Uint8Array, start: number, end: number): string =>
  Buffer.from(text.buffer, text.byteOffset + start, end - start).toString('utf8');

/** True when this ASCII text is at this offset. */
export function startsWith(text: Uint8Array, at: number, mark: string): boolean {
  for (let i = 0; i < mark.length; i++) if (text[at + i] !== mark.charCodeAt(i)) return false;
  return true;
}

/** True when two stretches of at least four bytes are equal, compared four at a time. */
export function areSame(view: DataView, a: number, b: number, length: number): boolean {
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (view.getUint32(a + i) !== view.getUint32(b + i)) return false;
  return view.getUint32(a + last) === view.getUint32(b + last);
}
