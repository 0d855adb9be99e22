import { randomBytes } from 'node:crypto';
import { makeSecret } from '../../../../platform/secrets/random-secret.js';

export const makeRefreshToken = (): string => makeSecret('qgr_');

/** A token of a link that resets a password. */
export const makeResetToken = (): string => makeSecret('qgp_');

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
