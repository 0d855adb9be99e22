import { hash } from 'node:crypto';
import { Recent } from './recent.js';

/** The first 64 bits of an HMAC-SHA-256, as two unsigned 32-bit halves. */
export type Hash64 = readonly [low: number, high: number];

/** The hash of a missing text. */
export const NO_HASH: Hash64 = [0, 0];

/** Kinds of hashed texts: equal texts of different kinds have unrelated hashes. */
const DOMAINS = ['path', 'rule', 'scope', 'message', 'token'] as const;
export type HashDomain = (typeof DOMAINS)[number];

/** Number of cached hashes per domain. */
const MEMORY = 1 << 15;

/**
 * Hashes texts under one repository's secret. Plain hashes of short lines can be guessed; without the secret these
 * cannot. Messages, paths and code repeat, so recent hashes are cached.
 */
export class KeyedHasher {
  private readonly known = Object.fromEntries(
    DOMAINS.map((domain) => [domain, new Recent<Hash64>(MEMORY)]),
  ) as Readonly<Record<HashDomain, Recent<Hash64>>>;

  private readonly hmac: Hmac;

  /** @param secret the repository's own; at least 16 bytes, 32 are customary */
  constructor(secret: Uint8Array) {
    if (secret.length < 16) throw new RangeError('the secret needs at least 16 bytes');
    this.hmac = new Hmac(secret);
  }

  hash(domain: HashDomain, text: string): Hash64 {
    const known = this.known[domain];
    return known.get(text) ?? known.keep(text, this.compute(domain, text));
  }

  /** Computes a hash without remembering it, for callers that remember hashes themselves. */
  compute(domain: HashDomain, text: string): Hash64 {
    return this.hmac.of(`${domain}\0${text}`);
  }
}

/** The block of SHA-256, and its digest, in bytes. */
const BLOCK = 64;
const DIGEST = 32;

/**
 * HMAC-SHA-256 (RFC 2104) by two calls of the hash in one step, which take half as long as an object of node:crypto for
 * each text.
 */
class Hmac {
  /** Each is the padded key, with room for what is hashed behind it. */
  private inner: Buffer;
  private readonly outer: Buffer;

  constructor(secret: Uint8Array) {
    const key = secret.length > BLOCK ? hash('sha256', secret, 'buffer') : secret;
    const padded = (pad: number) => Buffer.from(Array.from({ length: BLOCK }, (_, at) => (key[at] ?? 0) ^ pad));
    this.inner = Buffer.concat([padded(0x36), Buffer.alloc(1024)]);
    this.outer = Buffer.concat([padded(0x5c), Buffer.alloc(DIGEST)]);
  }

  of(text: string): Hash64 {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const most = BLOCK + 3 * text.length;
    if (most > this.inner.length) this.inner = Buffer.concat([this.inner.subarray(0, BLOCK), Buffer.alloc(2 * most)]);
    const length = this.inner.write(text, BLOCK, 'utf8');
    // 'binary' makes one character of each byte: cheaper than a buffer of so few.
    this.outer.write(hash('sha256', this.inner.subarray(0, BLOCK + length), 'binary'), BLOCK, 'binary');
    const digest = hash('sha256', this.outer, 'binary');
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
