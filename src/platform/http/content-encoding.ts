import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';

/** Longest body in bytes that is sent as it is: compressing it would save nothing worth the work. */
export const MAX_PLAIN_BYTES = 1024;

/** Encodings of a body, the smallest first. */
const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type ContentEncoding = (typeof ENCODINGS)[number];

const COMPRESSIBLE = /^(?:text\/|application\/(?:json|sarif\+json|javascript)\b)/;

/** True for texts. Images are compressed already, and errors are short. */
export const isCompressible = (contentType: string): boolean => COMPRESSIBLE.test(contentType);

/**
 * The encoding for a client by its `Accept-Encoding` (RFC 9110, section 12.5.3): the one of the highest weight, the
 * smallest among equals. A client that accepts none, or states nothing, gets the body as it is.
 */
export const acceptedEncoding = (headers: IncomingHttpHeaders): ContentEncoding =>
  new Negotiator({ headers }).encoding(ENCODINGS, { preferred: ENCODINGS }) ?? 'identity';
