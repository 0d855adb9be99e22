import { gunzip } from 'node:zlib';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { AppError } from '../errors/app-error.js';
import { readBody, refuseBrokenOff } from '../validation/read-body.js';
import { isStorableText } from '../validation/text.js';
import { OnePieceStorage } from './one-piece-storage.js';
import type { UploadPlace } from './upload-room.js';

/** An uploaded document: the form's text fields and the bytes of its `file`, unpacked where they were gzipped. */
export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Room for our few fields; a form with more is not one of ours. */
const FORM_LIMITS = { fields: 20, fieldNameSize: 100, fieldSize: 64 * 1024, parts: 24, files: 1, headerPairs: 50 };
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * The document that a request carries, as multipart (`file`) or as the body itself.
 *
 * @param place room for the request's body, made as large as the document; its limit holds for the document packed and
 *   unpacked
 */
export async function readUpload(request: Request, response: Response, place: UploadPlace): Promise<Upload> {
  const { limit } = place;
  const isForm = (request.get('content-type') ?? '').toLowerCase().startsWith('multipart/form-data');
  const upload = isForm
    ? await readForm(request, response, limit)
    : { fields: {}, bytes: await readBody(request, limit) };
  const bytes = await unpack(upload.bytes, place);
  place.resize(bytes.length);
  return { ...upload, bytes };
}

async function readForm(request: Request, response: Response, limit: number): Promise<Upload> {
  refuseBrokenOff(request);
  // One byte more than allowed: what is cut off at the limit could not be told from what just fits.
  const fileSize = limit + 1;
  const form = multer({ storage: new OnePieceStorage(fileSize), limits: { ...FORM_LIMITS, fileSize } }).single('file');
  await new Promise<void>((resolve, reject) => {
    request.once('aborted', () => reject(new AppError('bad_request', 'The upload broke off before its end.')));
    form(request, response, (error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(toUploadError(error, limit));
    });
  });
  const { file } = request;
  if (!file) throw new AppError('invalid_upload', 'Send the document as the form field "file".');
  if (file.buffer.length > limit) throw tooLarge(limit);
  return { fields: textFields(request.body), bytes: file.buffer };
}

/** Each field once, as text that can be stored; nested names (`a[b]`) are none of ours. */
function textFields(body: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (typeof value !== 'string' || !isStorableText(value))
      throw new AppError('invalid_upload', 'A field of the form is repeated or holds what is not text.');
    fields[name] = value;
  }
  return fields;
}

function toUploadError(error: unknown, limit: number): AppError {
  if (error instanceof MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge(limit);
    if (error.code === 'LIMIT_UNEXPECTED_FILE')
      return new AppError('invalid_upload', 'Send one document, as the form field "file".');
    return new AppError('invalid_upload', 'The form has too many or too large parts.');
  }
  return error instanceof AppError ? error : new AppError('invalid_upload', 'The multipart body cannot be read.');
}

const tooLarge = (limit: number) =>
  new AppError('body_too_large', `The document may have at most ${limit} bytes, packed or not.`);

async function unpack(bytes: Buffer, { limit, resize }: UploadPlace): Promise<Buffer> {
  if (!bytes.subarray(0, 2).equals(GZIP_MAGIC)) return bytes;
  // What it says about its length need not be true.
  resize(bytes.length + limit);
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: limit }, (error, unpacked) => {
      if (!error) resolve(unpacked);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(limit));
      else reject(new AppError('unreadable_report', 'The gzip data is damaged or cut short.'));
    });
  });
}
