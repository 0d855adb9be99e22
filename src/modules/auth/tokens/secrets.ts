import { createHash, randomBytes } from 'node:crypto';

/**
 * Refresh tokens and API keys are 256 random bits: one round of SHA-256 hides them in a dump as well as any slow hash,
 * and lets the database find them by it.
 */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();

export const makeRefreshToken = (): string => `qgr_${randomBytes(32).toString('base64url')}`;

export const API_KEY_PREFIX = 'qg_';
/** The first digits are shown again, to tell keys apart; the others stay secret. */
const SHOWN_DIGITS = 8;
const API_KEY = /^qg_[0-9a-f]{64}$/;

export const makeApiKey = (): string => API_KEY_PREFIX + randomBytes(32).toString('hex');
export const isApiKey = (text: string): boolean => API_KEY.test(text);
export const shownPrefixOf = (key: string): string => key.slice(0, API_KEY_PREFIX.length + SHOWN_DIGITS);
