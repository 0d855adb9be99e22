import { randomBytes } from 'node:crypto';
import { hashSecret } from '../../../../platform/secrets/random-secret.js';

const COUNT = 10;
/** Characters of 5 random bits: with 120 bits one round of SHA-256 hides a code in a dump as well as any slow hash. */
const LENGTH = 24;
const GROUP = /.{6}(?=.)/g;
/** Crockford's base32, without letters that are read as digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten new codes of four groups, each of which stands for the second factor once. */
export const makeRecoveryCodes = (): string[] => Array.from({ length: COUNT }, makeRecoveryCode);

function makeRecoveryCode(): string {
  const characters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return characters.join('').replaceAll(GROUP, '$&-');
}

/** Hash by which a code is stored. Case, hyphens, spaces and the letters o, i and l for digits are open. */
export const hashRecoveryCode = (code: string): Buffer =>
  hashSecret(code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1'));
