/** First subscript and elements of an array in PostgreSQL's binary format, each read as one big-endian number. */
export function decodeBinaryArray(array: Uint8Array): { first: number; elements: number[] } {
  const bytes = Buffer.from(array);
  const elements: number[] = [];
  for (let at = 20; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    elements.push(parseInt(bytes.toString('hex', at + 4, at + 4 + length), 16));
    at += 4 + length;
  }
  expect(bytes.readInt32BE(12)).toBe(elements.length);
  return { first: bytes.readInt32BE(16), elements };
}

/** Elements of an array of bytea in PostgreSQL's binary format. */
export function decodeByteArrays(array: Uint8Array): Buffer[] {
  const bytes = Buffer.from(array);
  const elements: Buffer[] = [];
  for (let at = 20; at < bytes.length;) {
    const end = at + 4 + bytes.readInt32BE(at);
    elements.push(bytes.subarray(at + 4, end));
    at = end;
  }
  expect(bytes.readInt32BE(12)).toBe(elements.length);
  return elements;
}
