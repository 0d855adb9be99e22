import { gunzip } from 'node:zlib';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import type { FieldError } from '../../domain/exact/field-error.js';
import { AppError, ValidationFailed } from '../errors/app-error.js';
import type { Reservation } from '../overload/upload-memory-budget.js';
import { readBody, refuseBrokenOff } from '../validation/read-body.js';
import { requireProgress } from '../validation/require-progress.js';
import { isStorableText } from '../validation/text.js';
import { OnePieceStorage } from './one-piece-storage.js';

/** An uploaded document: what the form's fields say, and the bytes of its `file`, unpacked where they were gzipped. */
export interface Upload<Fields> {
  readonly fields: Fields;
  readonly bytes: Buffer;
}

/** The text fields of a form, by name. */
export type TextFields = Readonly<Record<string, string>>;

/** Parsed text fields, or the faults of each of them. */
export type ParsedFields<Fields> =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Room for our few fields; a form with more is not one of ours. */
const FORM_LIMITS = { fields: 20, fieldNameSize: 100, fieldSize: 64 * 1024, parts: 24, files: 1, headerPairs: 50 };
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * The document that a request carries, as multipart (`file`, which may be gzipped) or as the body itself, with its fields
 * in the query.
 *
 * @param reservation memory for the request's body, resized to the document; its limit holds for the document packed and
 *   unpacked
 * @param parse parses the text fields; their errors are reported along with a missing `file`
 */
export async function readUpload<Fields>(
  request: Request,
  response: Response,
  reservation: Reservation,
  parse: (fields: TextFields) => ParsedFields<Fields>,
): Promise<Upload<Fields>> {
  const isForm = (request.get('content-type') ?? '').toLowerCase().startsWith('multipart/form-data');
  if (!isForm && !parse({}).ok) throw withoutForm();
  const upload = isForm
    ? await readForm(request, response, reservation, parse)
    : { fields: parse(textFields(request.query) ?? {}), bytes: await readBody(request, reservation.limit) };
  const isPacked = isGzipped(upload.bytes);
  if (isPacked && !isForm) throw packedWithoutForm();
  const bytes = isPacked ? await unpack(upload.bytes, reservation) : upload.bytes;
  await reservation.resize(bytes.length);
  if (!upload.fields.ok) throw new ValidationFailed(upload.fields.errors);
  return { fields: upload.fields.fields, bytes };
}

async function readForm<Fields>(
  request: Request,
  response: Response,
  { limit }: Reservation,
  parse: (fields: TextFields) => ParsedFields<Fields>,
): Promise<Upload<ParsedFields<Fields>>> {
  refuseBrokenOff(request);
  // One byte more than allowed: a document cut off at the limit could not be told apart from one that just fits.
  const fileSize = limit + 1;
  const storage = new OnePieceStorage(fileSize);
  const form = multer({ storage, limits: { ...FORM_LIMITS, fileSize } }).single('file');
  const receive = () =>
    new Promise<void>((resolve, reject) => {
      request.once('aborted', () => reject(new AppError('bad_request', 'The upload was cut off before its end.')));
      form(request, response, (error: unknown) => {
        if (error === undefined || error === null) resolve();
        else reject(toUploadError(error, limit));
      });
    });
  await requireProgress(request, receive);
  const { file } = request;
  const text = textFields(request.body);
  const fields = text && parse(text);
  if (!file) throw withoutFile(fields?.ok === false ? fields.errors : []);
  if (file.buffer.length > limit) throw tooLarge(limit);
  if (!fields) throw new AppError('invalid_upload', 'A field of the form is repeated or is not text.');
  return { fields, bytes: file.buffer };
}

/** Each field once, as text that can be stored; nested names (`a[b]`) are none of ours. Null where one is not so. */
function textFields(body: unknown): TextFields | null {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (typeof value !== 'string' || !isStorableText(value)) return null;
    fields[name] = value;
  }
  return fields;
}

/** Error for a document sent as the body itself although fields have to be sent. */
const withoutForm = () =>
  new AppError('unsupported_content_type', 'Send a multipart/form-data form with the document as the field "file".');

const packedWithoutForm = () =>
  new AppError('unsupported_content_type', 'Send a gzipped document as the form field "file".');

const withoutFile = (errors: readonly FieldError[]) =>
  new AppError('invalid_upload', 'Send the document as the form field "file".', {
    errors: [...errors, { field: 'file', message: 'must be the document' }],
  });

function toUploadError(error: unknown, limit: number): AppError {
  if (error instanceof MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge(limit);
    if (error.code === 'LIMIT_UNEXPECTED_FILE')
      return new AppError('invalid_upload', 'Send one document, as the form field "file".');
    return new AppError('invalid_upload', 'The form has too many parts, or its parts are too large.');
  }
  return error instanceof AppError ? error : new AppError('invalid_upload', 'The multipart body cannot be read.');
}

const isGzipped = (bytes: Uint8Array): boolean => GZIP_MAGIC.every((byte, at) => bytes[at] === byte);

const tooLarge = (limit: number) =>
  new AppError('body_too_large', `The document may have at most ${limit} bytes, compressed or uncompressed.`);

async function unpack(bytes: Buffer, { limit, hold }: Reservation): Promise<Buffer> {
  // The stated length need not be true.
  await hold(bytes.length + limit);
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: limit }, (error, unpacked) => {
      if (!error) resolve(unpacked);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(limit));
      else reject(new AppError('unreadable_report', 'The gzip data is corrupt or truncated.'));
    });
  });
}
