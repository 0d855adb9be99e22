import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, which no search finds, behind a prefix that tells its kind. */
export const makeSecret = (prefix: string): string => prefix + randomBytes(32).toString('base64url');

/**
 * Hash by which such a secret is stored and found: one round of SHA-256 hides 256 random bits in a dump as well as any slow
 * hash, and lets the database find them by it.
 */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();

/** Name of a secret by its hash, which tells the secrets of one key apart and is not secret itself: 16 hex digits. */
export const nameOfSecret = (hash: Buffer): string => hash.toString('hex', 0, 8);
