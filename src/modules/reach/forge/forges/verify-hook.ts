import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HookVerifier } from './forge.js';

/**
 * Verifies an HMAC-SHA-256 of a delivery's body.
 *
 * @param signature in hex, with or without `sha256=` before it; undefined: the delivery has none
 */
export function verifyHmac(signature: string | undefined, secret: string): HookVerifier | null {
  if (signature === undefined) return null;
  const claimed = Buffer.from(signature.replace(/^sha256=/, ''), 'hex');
  const hmac = createHmac('sha256', secret);
  return {
    update: (bytes) => void hmac.update(bytes),
    isValid: () => {
      const computed = hmac.digest();
      return claimed.length === computed.length && timingSafeEqual(claimed, computed);
    },
  };
}

/** Verifies a delivery that carries the secret itself; undefined: it carries none. */
export function verifySecret(given: string | undefined, secret: string): HookVerifier | null {
  if (given === undefined) return null;
  return { update: () => undefined, isValid: () => timingSafeEqual(digestOf(given), digestOf(secret)) };
}

/** Digests have one length, which the comparison in constant time demands. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
