import type { Request } from 'express';
import type { StorageEngine } from 'multer';

/** Room to begin with where the client does not say how much will come. */
const FIRST_BYTES = 64 * 1024;

/**
 * Keeps an uploaded file in memory, in one piece from the beginning: what arrives is put in its place instead of being
 * joined at the end. The memory is shared, so that a thread can read it while this one does, without another copy.
 */
export class OnePieceStorage implements StorageEngine {
  /** @param limit the most bytes that a file may have; multer ends the upload behind them */
  constructor(private readonly limit: number) {}

  _handleFile(
    request: Request,
    { stream }: Express.Multer.File,
    done: (error?: unknown, info?: Partial<Express.Multer.File>) => void,
  ): void {
    // A form is longer than its file.
    const announced = Number(request.get('content-length') ?? FIRST_BYTES);
    let bytes = sharedBuffer(Math.min(announced, this.limit));
    let length = 0;
    stream.on('data', (chunk: Buffer) => {
      const end = length + chunk.length;
      if (end > bytes.length) bytes = grown(bytes, Math.max(end, 2 * bytes.length));
      bytes.set(chunk, length);
      length = end;
    });
    stream.once('error', done);
    stream.once('end', () => done(null, { buffer: bytes.subarray(0, length), size: length }));
  }

  _removeFile(_request: Request, file: Partial<Express.Multer.File>, done: (error: Error | null) => void): void {
    delete file.buffer;
    done(null);
  }
}

const sharedBuffer = (length: number): Buffer => Buffer.from(new SharedArrayBuffer(length));

function grown(bytes: Buffer, length: number): Buffer {
  const larger = sharedBuffer(length);
  larger.set(bytes);
  return larger;
}
