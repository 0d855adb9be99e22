/** Types that `BinaryArray` knows: their oids in PostgreSQL's catalogue, and the bytes of a value. */
const TYPES = {
  boolean: { oid: 16, bytes: 1 },
  bigint: { oid: 20, bytes: 8 },
  smallint: { oid: 21, bytes: 2 },
} as const;

/** Dimensions, a flag for nulls, the type, and of the one dimension its length and first subscript. */
const HEADER_BYTES = 20;

/**
 * An array in PostgreSQL's binary format (array_recv in its sources: big-endian; each element is its length and its bytes),
 * for a parameter of a statement: nothing has to be spelt out and read again. All elements are zero at first.
 */
export class BinaryArray {
  readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;
  private readonly stride: number;

  /** @param first the subscript of the first element */
  constructor(
    private readonly type: keyof typeof TYPES,
    private readonly first: number,
    length: number,
  ) {
    const { oid, bytes } = TYPES[type];
    this.stride = 4 + bytes;
    this.bytes = new Uint8Array(HEADER_BYTES + length * this.stride);
    this.view = new DataView(this.bytes.buffer);
    [1, 0, oid, length, first].forEach((word, at) => this.view.setInt32(4 * at, word));
    for (let at = 0; at < length; at += 1) this.view.setInt32(HEADER_BYTES + at * this.stride, bytes);
  }

  /** @param value a safe integer, not negative; 0 or 1 for a boolean */
  set(subscript: number, value: number): void {
    const { view } = this;
    const at = HEADER_BYTES + (subscript - this.first) * this.stride + 4;
    if (this.type === 'boolean') {
      view.setUint8(at, value);
    } else if (this.type === 'smallint') {
      view.setInt16(at, value);
    } else {
      view.setUint32(at, Math.floor(value / 2 ** 32));
      view.setUint32(at + 4, value % 2 ** 32);
    }
  }
}

const BYTEA = 17;

/** An array of `bytea` from subscript 1 on, in the same format, in memory of its own that a thread may hand over. */
export function packByteArrays(values: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(values.reduce((bytes, { length }) => bytes + 4 + length, HEADER_BYTES));
  const view = new DataView(packed.buffer);
  [1, 0, BYTEA, values.length, 1].forEach((word, at) => view.setInt32(4 * at, word));
  let at = HEADER_BYTES;
  for (const value of values) {
    view.setInt32(at, value.length);
    packed.set(value, at + 4);
    at += 4 + value.length;
  }
  return packed;
}
