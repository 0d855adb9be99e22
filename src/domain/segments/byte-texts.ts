/** Texts in UTF-8, one behind the other in shared memory: text `n` ends before the byte `ends[n]`. */
export interface ByteTexts {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** Kind of an array of numbers. */
export interface ArrayKind<T> {
  new (memory: SharedArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** A zeroed array in memory that all threads read without a copy. */
export const sharedArray = <T>(kind: ArrayKind<T>, length: number): T =>
  new kind(new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT));

export function packTexts(texts: readonly string[]): ByteTexts {
  const ends = sharedArray(Uint32Array, texts.length);
  let length = 0;
  texts.forEach((text, index) => (ends[index] = length += Buffer.byteLength(text)));
  const bytes = sharedArray(Uint8Array, length);
  const buffer = bufferOf(bytes);
  texts.forEach((text, index) => buffer.write(text, startOf(ends, index)));
  return { bytes, ends };
}

export const countTexts = ({ ends }: ByteTexts): number => ends.length;

/** The text of a number, decoded. */
export const textAt = (texts: ByteTexts, index: number): string => textReader(texts)(index);

/** Reads texts by their number: for many of them. */
export function textReader({ bytes, ends }: ByteTexts): (index: number) => string {
  const buffer = bufferOf(bytes);
  return (index) => buffer.toString('utf8', startOf(ends, index), ends[index]);
}

/** Bytes that the texts and their ends take. */
export const sizeOfTexts = ({ bytes, ends }: ByteTexts): number => bytes.byteLength + ends.byteLength;

const startOf = (ends: Uint32Array, index: number): number => (index === 0 ? 0 : ends[index - 1]!);

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
