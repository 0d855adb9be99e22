import { COPY_HEADER } from './tuple-writer.js';

const END = -1;
/** Length of a field that is NULL. */
const NULL_LENGTH = -1;

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

  /** An integer; null for NULL. */
  integer(): number | null {
    return this.skipNull() ? null : this.buffer.readInt32BE(this.field());
  }

  /** A boolean that is no null. */
  boolean(): boolean {
    return this.buffer[this.field()] === 1;
  }

  /** A text, or the label of an enumeration; null for NULL. */
  text(): string | null {
    if (this.skipNull()) return null;
    const start = this.field();
    return this.buffer.toString('utf8', start, this.at);
  }

  /** Steps over the field where it is NULL; returns whether it was. */
  private skipNull(): boolean {
    if (this.at + 4 > this.buffer.length) throw new RangeError('the tuples end too early');
    if (this.buffer.readInt32BE(this.at) !== NULL_LENGTH) return false;
    this.at += 4;
    return true;
  }

  /** Steps over a field; returns the offset of its bytes. */
  private field(): number {
    const length = this.buffer.readUInt32BE(this.step(4));
    return this.step(length);
  }

  /** Steps over the given number of bytes; returns the offset of the first. */
  private step(bytes: number): number {
    const start = this.at;
    if (start + bytes > this.buffer.length) throw new RangeError('the tuples end too early');
    this.at = start + bytes;
    return start;
  }
}
