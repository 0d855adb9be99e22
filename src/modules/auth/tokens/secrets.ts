import { createHash, randomBytes } from 'node:crypto';

/**
 * Refresh tokens and API keys are 256 random bits: one round of SHA-256 hides them in a dump as well as any slow hash,
 * and lets the database find them by it.
 */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();

export const makeRefreshToken = (): string => `qgr_${randomBytes(32).toString('base64url')}`;

/** A token of a link that resets a password. */
export const makeResetToken = (): string => `qgp_${randomBytes(32).toString('base64url')}`;

/**
 * An API key: `qg`, the letter of the cell that made it, `_`, 64 hex digits. Without a letter: keys made before cells had
 * letters, which go on.
 */
const API_KEY = /^qg[a-z]?_[0-9a-f]{64}$/;
/** The first digits are shown again, to tell keys apart; the others stay secret. */
const SHOWN_DIGITS = 8;

/** @param cell one letter */
export const makeApiKey = (cell: string): string => `qg${cell}_${randomBytes(32).toString('hex')}`;
export const isApiKey = (text: string): boolean => API_KEY.test(text);
export const shownPrefixOf = (key: string): string => key.slice(0, key.indexOf('_') + 1 + SHOWN_DIGITS);
