import { COPY_HEADER } from './tuple-writer.js';

const END = -1;

/** Rows as a binary COPY, in the pieces in which it came; no pieces are no rows. */
export type CopyRows = readonly Uint8Array[];

/**
 * Reads tuples of PostgreSQL's binary COPY format (described at `TupleWriter`), one after the other, and the fields of
 * each in their order.
 */
export class TupleReader {
  private readonly buffer: Buffer;
  private at = COPY_HEADER.length;

  /** @param pieces all that a COPY sent, header and trailer included, wherever it was cut */
  constructor(pieces: CopyRows) {
    this.buffer = Buffer.concat(pieces);
  }

  /**
   * Goes to the next tuple, of which all fields of the last one have been read.
   *
   * @returns false at the end
   * @throws RangeError where the bytes are cut short
   */
  next(): boolean {
    if (this.buffer.length === 0) return false;
    const start = this.step(2);
    return this.buffer.readInt16BE(start) !== END;
  }

  /** A bigint that is a safe integer and no null. */
  bigint(): number {
    const start = this.field();
    return this.buffer.readInt32BE(start) * 2 ** 32 + this.buffer.readUInt32BE(start + 4);
  }

  /** A bytea that is no null; in the reader's own memory. */
  bytes(): Uint8Array {
    const start = this.field();
    return this.buffer.subarray(start, this.at);
  }

  /** Steps over a field; returns the offset of its bytes. */
  private field(): number {
    const length = this.buffer.readUInt32BE(this.step(4));
    return this.step(length);
  }

  /** Steps over so many bytes; returns the offset of the first. */
  private step(bytes: number): number {
    const start = this.at;
    if (start + bytes > this.buffer.length) throw new RangeError('the tuples end too early');
    this.at = start + bytes;
    return start;
  }
}
