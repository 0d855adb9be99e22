import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import { ArrivalNotice, type ArrivingMemory } from '../workers/arriving-memory.js';

/** Room to begin with where the client does not say how much will come. */
const FIRST_BYTES = 64 * 1024;
/** A smaller file is there almost at once. */
const LARGE_BYTES = 2 * 1024 * 1024;
/** What the beginning of a file that comes fast takes at most: 50 MB/s. */
const FAST = { bytes: 256 * 1024, withinMs: 5 };

/** A file of which the first bytes are there. */
export interface ArrivingFile {
  /** What multer has of the form before the file. */
  readonly form: unknown;
  readonly memory: ArrivingMemory;
  /** Known a little later. */
  readonly comesFast: Promise<boolean>;
}

/**
 * Keeps an uploaded file in memory, in one piece from the beginning: what arrives is put in its place instead of being
 * joined at the end. The memory is shared, so that a thread can read it while this one does, without another copy.
 */
export class OnePieceStorage implements StorageEngine {
  /**
   * @param limit the most bytes that a file may have; multer ends the upload behind them
   * @param onArriving hears of a large file, once its first bytes are there
   */
  constructor(
    private readonly limit: number,
    private readonly onArriving: (file: ArrivingFile) => void,
  ) {}

  _handleFile(
    request: Request,
    { stream }: Express.Multer.File,
    done: (error?: unknown, info?: Partial<Express.Multer.File>) => void,
  ): void {
    const announced = Number(request.get('content-length') ?? 0);
    // A form is longer than its file.
    const piece = new OnePiece(Math.min(announced || FIRST_BYTES, this.limit));
    const beginning = new Beginning();
    stream.on('data', (chunk: Buffer) => {
      const isFirst = piece.length === 0;
      piece.append(chunk);
      if (isFirst && announced >= LARGE_BYTES)
        this.onArriving({ form: request.body, memory: piece.share(), comesFast: beginning.isFast });
      beginning.arrived(piece.length);
    });
    stream.once('error', done);
    stream.once('end', () => {
      beginning.end();
      done(null, { buffer: piece.finish(), size: piece.length });
    });
  }

  _removeFile(_request: Request, file: Partial<Express.Multer.File>, done: (error: Error | null) => void): void {
    delete file.buffer;
    done(null);
  }
}

/** Tells how fast a file begins. */
class Beginning {
  readonly isFast: Promise<boolean>;
  private tell!: (isFast: boolean) => void;
  private readonly startedMs = performance.now();

  constructor() {
    this.isFast = new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  arrived(length: number): void {
    if (length >= FAST.bytes) this.tell(performance.now() - this.startedMs <= FAST.withinMs);
  }

  /** A file that ends before it comes to much is not worth calling fast. */
  end(): void {
    this.tell(false);
  }
}

/** What has arrived of a file. */
class OnePiece {
  length = 0;
  private bytes: Buffer;
  private notice: ArrivalNotice | null = null;

  constructor(expectedBytes: number) {
    this.bytes = sharedBuffer(expectedBytes);
  }

  append(chunk: Buffer): void {
    const end = this.length + chunk.length;
    if (end > this.bytes.length) this.grow(Math.max(end, 2 * this.bytes.length));
    this.bytes.set(chunk, this.length);
    this.length = end;
    this.notice?.arrived(end);
  }

  /** The memory, for a thread that reads while the rest arrives. */
  share(): ArrivingMemory {
    this.notice = new ArrivalNotice(this.bytes);
    this.notice.arrived(this.length);
    return this.notice.memory;
  }

  finish(): Buffer {
    this.notice?.whole();
    return this.bytes.subarray(0, this.length);
  }

  private grow(length: number): void {
    const larger = sharedBuffer(length);
    larger.set(this.bytes);
    this.bytes = larger;
    // Who reads the other memory waits in vain, and gives up.
    this.notice = null;
  }
}

const sharedBuffer = (length: number): Buffer => Buffer.from(new SharedArrayBuffer(length));
