const BLOCK = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_END = 156;

/** A file of a tar. */
export interface TarFile {
  readonly name: string;
  readonly content: Buffer;
}

/** A tar that is damaged, cut short, or has what no export has. */
export class UnreadableTar extends Error {}

/**
 * Files of a tar (ustar) as its bytes arrive; one file is in memory at a time. Ends with the blocks of zeros that end the tar.
 *
 * @param maxBytes longest file
 * @throws UnreadableTar also for links, folders and files that are longer
 */
export async function* readTar(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<TarFile> {
  const source = new ByteSource(chunks);
  try {
    for (;;) {
      const header = await source.take(BLOCK);
      if (header.every((byte) => byte === 0)) return;
      const { name, size } = parseHeader(header);
      if (size > maxBytes) throw new UnreadableTar(`The file ${name} is longer than ${maxBytes} bytes.`);
      const content = await source.take(size);
      await source.take((BLOCK - (size % BLOCK)) % BLOCK);
      yield { name, content };
    }
  } finally {
    await source.close();
  }
}

function parseHeader(header: Buffer): { name: string; size: number } {
  const text = (from: number, to: number) => header.toString('latin1', from, to).split('\0', 1)[0]!;
  const octal = (from: number, to: number) => {
    const digits = text(from, to).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
  };
  const sum = header.reduce((total, byte, at) => total + (at >= CHECKSUM_AT && at < CHECKSUM_END ? 0x20 : byte), 0);
  const size = octal(124, 136);
  if (octal(CHECKSUM_AT, CHECKSUM_END) !== sum || Number.isNaN(size))
    throw new UnreadableTar('The file is not a tar archive.');
  if (!['0', ''].includes(text(156, 157))) throw new UnreadableTar('The tar archive may only contain regular files.');
  return { name: text(0, 100), size };
}

/** Bytes that arrive in chunks of any length, taken in pieces of a wanted one. */
class ByteSource {
  private readonly chunks: AsyncIterator<Buffer>;
  /** Rest of the chunk that arrived last. */
  private rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Leaves the rest unread. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  /** Copies each chunk as it arrives: all at once would hold up the event loop for a long piece. */
  async take(count: number): Promise<Buffer> {
    const piece = Buffer.allocUnsafe(count);
    for (let length = 0; length < count;) {
      if (this.rest.length === 0) this.rest = await this.next();
      const copied = this.rest.copy(piece, length);
      this.rest = this.rest.subarray(copied);
      length += copied;
    }
    return piece;
  }

  private async next(): Promise<Buffer> {
    const next = await this.chunks.next();
    if (next.done) throw new UnreadableTar('The tar archive is truncated.');
    return next.value;
  }
}
