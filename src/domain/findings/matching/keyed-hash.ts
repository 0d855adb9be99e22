import { createHmac } from 'node:crypto';
import { Recent } from './recent.js';

/** The first 64 bits of an HMAC-SHA-256, as two unsigned 32-bit halves. */
export type Hash64 = readonly [low: number, high: number];

/** The hash of what is not there. */
export const NO_HASH: Hash64 = [0, 0];

/** What a hashed text is: equal texts of different kinds have unrelated hashes. */
const DOMAINS = ['path', 'rule', 'scope', 'message', 'token'] as const;
export type HashDomain = (typeof DOMAINS)[number];

/** Hashes that are kept, per domain. */
const MEMORY = 1 << 15;

/**
 * Hashes texts under one repository's secret. Plain hashes of short lines can be guessed; without the secret these
 * cannot. Messages, paths and code repeat, therefore what was hashed lately is remembered.
 */
export class KeyedHasher {
  private readonly known = Object.fromEntries(
    DOMAINS.map((domain) => [domain, new Recent<Hash64>(MEMORY)]),
  ) as Readonly<Record<HashDomain, Recent<Hash64>>>;

  /** @param secret the repository's own; at least 16 bytes, 32 are customary */
  constructor(private readonly secret: Uint8Array) {
    if (secret.length < 16) throw new RangeError('the secret needs at least 16 bytes');
  }

  hash(domain: HashDomain, text: string): Hash64 {
    const known = this.known[domain];
    return known.get(text) ?? known.keep(text, this.hmac(`${domain}\0${text}`));
  }

  private hmac(text: string): Hash64 {
    // 'binary' makes one character of each byte: cheaper than a buffer for eight bytes of it.
    const digest = createHmac('sha256', this.secret).update(text).digest('binary');
    return [wordAt(digest, 0), wordAt(digest, 4)];
  }
}

/** 16 hex digits, for maps. */
export function hexOf([low, high]: Hash64): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function wordAt(digest: string, at: number): number {
  return (
    (digest.charCodeAt(at) |
      (digest.charCodeAt(at + 1) << 8) |
      (digest.charCodeAt(at + 2) << 16) |
      (digest.charCodeAt(at + 3) << 24)) >>>
    0
  );
}
