import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { MAX_SOURCE_BYTES } from '../../../domain/source/stored-source.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { refuseBrokenOff } from '../../../platform/validation/read-body.js';
import { requireProgress } from '../../../platform/validation/require-progress.js';

/** A received file; `bytes` ends one byte behind the limit of a file. */
export interface ReceivedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Parts of a form of source files. */
export interface ReceivedForm {
  readonly files: readonly ReceivedFile[];
  /** Text of the part `ranges`; null where there is none. */
  readonly ranges: string | null;
}

/** Most files of one request. */
const MAX_FILES = 10_000;
const MAX_RANGES_BYTES = 4 * 1024 * 1024;

/** Keeps the beginning of each file: what is too large is refused by itself, and the other files are taken. */
class BoundedFiles implements StorageEngine {
  private total = 0;

  constructor(private readonly limit: number) {}

  _handleFile(
    _: Request,
    file: Express.Multer.File,
    done: (error?: unknown, info?: Partial<Express.Multer.File>) => void,
  ) {
    const bound = file.fieldname === 'ranges' ? MAX_RANGES_BYTES : MAX_SOURCE_BYTES;
    const chunks: Buffer[] = [];
    let size = 0;
    file.stream.on('data', (chunk: Buffer) => {
      this.total += chunk.length;
      if (this.total > this.limit) file.stream.destroy(tooLarge(this.limit));
      if (size <= bound) chunks.push(chunk);
      size += chunk.length;
    });
    file.stream.once('error', done);
    file.stream.once('end', () => {
      done(null, { buffer: Buffer.concat(chunks).subarray(0, bound + 1), size });
    });
  }

  _removeFile(_: Request, file: Partial<Express.Multer.File>, done: (error: Error | null) => void): void {
    delete file.buffer;
    done(null);
  }
}

/** Receives a form of files, whose names are their paths, and a part `ranges`. */
export async function receiveFiles(request: Request, response: Response, limit: number): Promise<ReceivedForm> {
  if (!(request.get('content-type') ?? '').toLowerCase().startsWith('multipart/form-data'))
    throw new AppError('unsupported_content_type', 'Send a multipart/form-data form with each file as a part "file".');
  refuseBrokenOff(request);
  const form = multer({
    storage: new BoundedFiles(limit),
    preservePath: true,
    defParamCharset: 'utf8',
    limits: { files: MAX_FILES + 1, fields: 1, fieldNameSize: 100, fieldSize: MAX_RANGES_BYTES, parts: MAX_FILES + 2 },
  }).any();
  await requireProgress(
    request,
    () =>
      new Promise<void>((resolve, reject) => {
        request.once('aborted', () => reject(new AppError('bad_request', 'The upload was cut off before its end.')));
        form(request, response, (error: unknown) => {
          if (error === undefined || error === null) resolve();
          else reject(toUploadError(error));
        });
      }),
  );
  const parts = (request.files ?? []) as Express.Multer.File[];
  const unknown = parts.find(({ fieldname }) => fieldname !== 'file' && fieldname !== 'ranges');
  if (unknown !== undefined) throw invalid();
  const field = (request.body as Record<string, unknown> | undefined)?.ranges;
  const sent = parts.find(({ fieldname }) => fieldname === 'ranges')?.buffer.toString() ?? field;
  const files = parts.filter(({ fieldname }) => fieldname === 'file');
  if (files.length === 0) throw invalid();
  return {
    files: files.map(({ originalname, buffer }) => ({ path: originalname, bytes: buffer })),
    ranges: typeof sent === 'string' ? sent : null,
  };
}

const tooLarge = (limit: number) =>
  new AppError('body_too_large', `The files may have at most ${limit} bytes in total.`);

const invalid = () =>
  new AppError(
    'invalid_upload',
    `Send 1 to ${MAX_FILES} files as parts "file" named by their paths, and a part "ranges".`,
  );

function toUploadError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return error instanceof MulterError
    ? invalid()
    : new AppError('invalid_upload', 'The multipart body cannot be read.');
}
