/** Appends integers and words to a growing buffer; values longer than a byte are little-endian. */
export class ByteWriter {
  private bytes: Buffer<ArrayBuffer>;
  private length = 0;

  /** @param expectedBytes room from the beginning: growing costs a copy */
  constructor(expectedBytes = 1024) {
    this.bytes = Buffer.from(new ArrayBuffer(expectedBytes));
  }

  /** Forgets what was written and keeps the room: a writer that is used again costs no memory. */
  restart(): this {
    this.length = 0;
    return this;
  }

  /** Number of bytes that are written. */
  get size(): number {
    return this.length;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  word(value: number): void {
    this.fixed(value, 4);
  }

  /** The low `width` bytes (at most 4) of an integer. */
  fixed(value: number, width: number): void {
    this.reserve(width);
    for (let shift = 0; shift < 8 * width; shift += 8) this.bytes[this.length++] = value >>> shift;
  }

  /** A non-negative safe integer, seven bits a byte. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    // Bitwise arithmetic, which takes less time, knows 31 bits.
    for (; rest > 0x7f && rest <= 0x7fffffff; rest >>>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80;
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  /** An integer of either sign, small where its magnitude is; up to 2^52. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Bytes as they are, without their number. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** The number of bytes, then the bytes. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** A text in UTF-8. */
  text(text: string): void {
    this.varint(Buffer.byteLength(text));
    this.utf8(text);
  }

  /** A text in UTF-8, without the number of its bytes, which it answers. */
  utf8(text: string): number {
    this.reserve(3 * text.length);
    const written = this.bytes.write(text, this.length);
    this.length += written;
    return written;
  }

  /** Hex digits as the bytes that they stand for. */
  hex(digits: string): void {
    this.reserve(digits.length / 2);
    this.length += this.bytes.write(digits, this.length, 'hex');
  }

  /** The written bytes themselves, until something else is written. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of the written bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytes.subarray(0, this.length));
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.from(new ArrayBuffer(2 * this.bytes.length + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads the output of `ByteWriter`. Throws `RangeError` past the end: stored bytes are never cut short. */
export class ByteReader {
  private at = 0;
  /** The bytes, with the conversions of a buffer: a view for each text would cost more than the text. */
  private readonly buffer: Buffer;

  constructor(private readonly bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Number of all bytes, those that were read among them. */
  get length(): number {
    return this.bytes.length;
  }

  /** Number of bytes that are not read yet. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  get isAtEnd(): boolean {
    return this.left === 0;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new RangeError('stored bytes end too early');
    this.at += 1;
    return value;
  }

  word(): number {
    return this.fixed(4);
  }

  fixed(width: number): number {
    const { bytes, at } = this;
    if (at + width > bytes.length) throw new RangeError('stored bytes end too early');
    let value = 0;
    for (let byte = 0; byte < width; byte += 1) value |= bytes[at + byte]! << (8 * byte);
    this.at = at + width;
    return value >>> 0;
  }

  /** The next bytes, as a view. */
  raw(length: number): Uint8Array {
    const start = this.at;
    if (start + length > this.bytes.length) throw new RangeError('stored bytes end too early');
    this.at = start + length;
    return this.bytes.subarray(start, this.at);
  }

  block(): Uint8Array {
    return this.raw(this.varint());
  }

  text(): string {
    return this.decode(this.varint(), 'utf8');
  }

  /** So many bytes as hex digits. */
  hex(length: number): string {
    return this.decode(length, 'hex');
  }

  private decode(length: number, encoding: BufferEncoding): string {
    const start = this.at;
    if (start + length > this.bytes.length) throw new RangeError('stored bytes end too early');
    this.at = start + length;
    return this.buffer.toString(encoding, start, this.at);
  }

  /** A reader of the next bytes, which this one steps over. */
  take(length: number): ByteReader {
    return new ByteReader(this.raw(length));
  }

  /** A reader of the next so many varints, which this one steps over. */
  takeVarints(count: number): ByteReader {
    const { bytes } = this;
    let end = this.at;
    for (let left = count; left > 0; end += 1) {
      if (end >= bytes.length) throw new RangeError('stored bytes end too early');
      if (bytes[end]! < 0x80) left -= 1;
    }
    return this.take(end - this.at);
  }

  varint(): number {
    let value = 0;
    // Bitwise arithmetic, which takes less time, knows 31 bits: four bytes and a little.
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    for (let scale = 2 ** 28; ;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
