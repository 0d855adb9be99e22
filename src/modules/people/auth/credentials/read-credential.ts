import type { IncomingHttpHeaders } from 'node:http';
import { isApiKey } from '../tokens/secrets.js';

/** The one credential by which a request is judged, as it was sent and not yet verified. */
export type SentCredential =
  | { readonly kind: 'api_key'; readonly key: string }
  | { readonly kind: 'token'; readonly token: string; readonly via: 'bearer' | 'cookie' };

/**
 * The request's credential: `X-API-Key`, else `Authorization`, else the cookie. A header that cannot be used is not
 * passed over for a weaker place: the request is then without credentials.
 */
export function readCredential(headers: IncomingHttpHeaders, cookie: string | null): SentCredential | null {
  const key = headers['x-api-key'];
  if (key !== undefined) return typeof key === 'string' && isApiKey(key) ? { kind: 'api_key', key } : null;
  const { authorization } = headers;
  if (authorization !== undefined) return readAuthorization(authorization);
  return cookie !== null && isCanonicalJwt(cookie) ? { kind: 'token', token: cookie, via: 'cookie' } : null;
}

function readAuthorization(header: string): SentCredential | null {
  const value = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (value === undefined) return null;
  if (isApiKey(value)) return { kind: 'api_key', key: value };
  return isCanonicalJwt(value) ? { kind: 'token', token: value, via: 'bearer' } : null;
}

/**
 * True for a JWT's three parts, each in the one spelling of base64url that its bytes have: decoders pass over stray
 * bits in a last character, and a token that was changed must not be taken for the one that was signed.
 */
function isCanonicalJwt(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 3 && parts.every((part) => part !== '' && isCanonicalBase64Url(part));
}

const isCanonicalBase64Url = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

/** The `iss` that a token claims to be of; null where it claims none. Says nothing of its truth. */
export function claimedIssuerOf(token: string): string | null {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as unknown;
    const issuer = typeof payload === 'object' && payload !== null && 'iss' in payload ? payload.iss : null;
    return typeof issuer === 'string' ? issuer : null;
  } catch {
    return null;
  }
}
