import type { Request } from 'express';
import type { StorageEngine } from 'multer';

/** Memory to begin with for a request that does not state its length. */
const FIRST_BYTES = 64 * 1024;

/**
 * Receives an uploaded file into one piece of memory, which saves joining its chunks at the end. The memory is shared, so
 * that threads read the file without a copy.
 */
export class OnePieceStorage implements StorageEngine {
  /** @param limit the most bytes that a file may have; multer ends the upload behind them */
  constructor(private readonly limit: number) {}

  _handleFile(
    request: Request,
    { stream }: Express.Multer.File,
    done: (error?: unknown, info?: Partial<Express.Multer.File>) => void,
  ): void {
    const announced = Number(request.get('content-length') ?? 0);
    // A form is longer than its file.
    const piece = new OnePiece(Math.min(announced || FIRST_BYTES, this.limit));
    stream.on('data', (chunk: Buffer) => piece.append(chunk));
    stream.once('error', done);
    stream.once('end', () => done(null, { buffer: piece.received(), size: piece.length }));
  }

  _removeFile(_request: Request, file: Partial<Express.Multer.File>, done: (error: Error | null) => void): void {
    delete file.buffer;
    done(null);
  }
}

/** The part of a file that has arrived. */
class OnePiece {
  length = 0;
  private bytes: Buffer;

  constructor(expectedBytes: number) {
    this.bytes = sharedBuffer(expectedBytes);
  }

  append(chunk: Buffer): void {
    const end = this.length + chunk.length;
    if (end > this.bytes.length) this.grow(Math.max(end, 2 * this.bytes.length));
    this.bytes.set(chunk, this.length);
    this.length = end;
  }

  received(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private grow(length: number): void {
    const larger = sharedBuffer(length);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

const sharedBuffer = (length: number): Buffer => Buffer.from(new SharedArrayBuffer(length));
