import { createHmac } from 'node:crypto';

/** What a hashed text is: equal texts of different kinds have unrelated hashes. */
export type HashDomain = 'path' | 'rule' | 'scope' | 'message' | 'tokens';

/** The first 64 bits of an HMAC-SHA-256, as two unsigned 32-bit halves. */
export type Hash64 = readonly [low: number, high: number];

/** The hash of what is not there. */
export const NO_HASH: Hash64 = [0, 0];

/** Hashes that are kept; beyond, the memory starts afresh. Findings come file by file, so that most repeats are near. */
const MEMORY = 1 << 16;

/**
 * Hashes texts under one repository's secret. Plain hashes of short lines can be guessed; without the secret these
 * cannot. Lines, messages and paths repeat, therefore what was hashed lately is remembered.
 */
export class KeyedHasher {
  private readonly known = new Map<string, Hash64>();

  /** @param secret the repository's own; at least 16 bytes, 32 are customary */
  constructor(private readonly secret: Uint8Array) {
    if (secret.length < 16) throw new RangeError('the secret needs at least 16 bytes');
  }

  hash(domain: HashDomain, text: string): Hash64 {
    const keyed = `${domain}\0${text}`;
    let hash = this.known.get(keyed);
    if (hash === undefined) {
      const digest = createHmac('sha256', this.secret).update(keyed).digest('binary');
      hash = [wordAt(digest, 0), wordAt(digest, 4)];
      if (this.known.size >= MEMORY) this.known.clear();
      this.known.set(keyed, hash);
    }
    return hash;
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
