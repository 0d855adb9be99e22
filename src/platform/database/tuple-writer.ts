/** Header of a binary COPY, before its tuples. */
export const COPY_HEADER = Buffer.from([...Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), 0, 0, 0, 0, 0, 0, 0, 0]);

/** Trailer of a binary COPY. */
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);

const INITIAL_BYTES = 64 * 1024;

/**
 * Writes tuples of PostgreSQL's binary COPY format (its manual, "COPY", "Binary Format": big-endian; a tuple is its number
 * of fields; each field is its length and its bytes, length -1 for null) one after the other into a buffer that grows by
 * doubling.
 */
export class TupleWriter {
  private buffer: Buffer<ArrayBuffer>;
  /** Bytes written so far: where the next tuple begins. */
  length = 0;

  /** @param expectedBytes room before the buffer has to grow */
  constructor(expectedBytes = INITIAL_BYTES) {
    // Allocated outside the pool of small buffers, since its memory is handed to other threads.
    this.buffer = Buffer.allocUnsafeSlow(expectedBytes);
  }

  /** Begins a tuple with the given number of fields. */
  tuple(fields: number): void {
    this.reserve(2);
    this.put16(fields);
  }

  integer(value: number | null): void {
    this.reserve(8);
    this.put32(value === null ? -1 : 4);
    if (value !== null) this.put32(value);
  }

  /** @param value a safe integer, not negative */
  bigint(value: number): void {
    this.reserve(12);
    this.put32(8);
    this.put32(Math.floor(value / 2 ** 32));
    this.put32(value % 2 ** 32);
  }

  boolean(value: boolean): void {
    this.reserve(5);
    this.put32(1);
    this.buffer[this.length++] = value ? 1 : 0;
  }

  text(value: string | null): void {
    if (value === null) {
      this.reserve(4);
      this.put32(-1);
      return;
    }
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const start = this.open(3 * value.length);
    this.close(start, writeText(this.buffer, start, value));
  }

  bytes(value: Uint8Array): void {
    this.reserve(4 + value.length);
    this.put32(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  /** Adds a field of at most `most` bytes that `write` puts into the buffer from an offset on; it returns the offset behind them. */
  written(most: number, write: (buffer: Buffer, start: number) => number): void {
    const start = this.open(most);
    this.close(start, write(this.buffer, start));
  }

  /** The written bytes, in a buffer of their own that may be larger. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer.buffer, 0, this.length);
  }

  /** Makes room for a field of up to the given bytes; returns the offset of the first. */
  private open(most: number): number {
    this.reserve(4 + most);
    return this.length + 4;
  }

  private close(start: number, end: number): void {
    this.put32(end - start);
    this.length = end;
  }

  /** Writes without the checks of a buffer's own methods: the value is known to fit. */
  private put32(value: number): void {
    this.put16(value >> 16);
    this.put16(value);
  }

  private put16(value: number): void {
    this.buffer[this.length++] = value >> 8;
    this.buffer[this.length++] = value;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, this.length + bytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}

/** Up to here a loop takes less time than the call that encodes. */
const SHORT_TEXT = 32;

function writeText(buffer: Buffer, start: number, text: string): number {
  if (text.length > SHORT_TEXT) return start + buffer.write(text, start, 'utf8');
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return start + buffer.write(text, start, 'utf8');
    buffer[start + at] = unit;
  }
  return start + text.length;
}
