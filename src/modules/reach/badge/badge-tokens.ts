import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';

/** The repository that a badge is about. A renewal raises its generation, which ends the previous tokens. */
export interface BadgeSubject {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
  readonly generation: number;
}

const ID_BYTES = 6;
const GENERATION_BYTES = 4;
const SUBJECT_BYTES = 2 * ID_BYTES + GENERATION_BYTES;
const MAC_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * Tokens in the addresses of badges: the subject and 128 bits of its HMAC-SHA-256, in base64url. None is stored; those that a
 * previous key made count as long as that key is configured.
 */
@Injectable()
export class BadgeTokens {
  private readonly keys: readonly Buffer[];

  constructor(secrets: SealedText) {
    this.keys = secrets.deriveKeys('badges');
  }

  make(subject: BadgeSubject): string {
    const bytes = toBytes(subject);
    return Buffer.concat([bytes, macOf(this.keys[0]!, bytes)]).toString('base64url');
  }

  /** The subject of a token that one of our keys made; null for every other text. */
  read(token: string): BadgeSubject | null {
    if (!TOKEN.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const [subject, mac] = [bytes.subarray(0, SUBJECT_BYTES), bytes.subarray(SUBJECT_BYTES)];
    return this.keys.some((key) => timingSafeEqual(macOf(key, subject), mac)) ? toSubject(subject) : null;
  }
}

const macOf = (key: Buffer, subject: Buffer): Buffer =>
  createHmac('sha256', key).update(subject).digest().subarray(0, MAC_BYTES);

function toBytes({ orgId, repoId, generation }: BadgeSubject): Buffer {
  const bytes = Buffer.alloc(SUBJECT_BYTES);
  bytes.writeUIntBE(orgId, 0, ID_BYTES);
  bytes.writeUIntBE(repoId, ID_BYTES, ID_BYTES);
  bytes.writeUInt32BE(generation, 2 * ID_BYTES);
  return bytes;
}

const toSubject = (bytes: Buffer): BadgeSubject => ({
  orgId: bytes.readUIntBE(0, ID_BYTES) as OrgId,
  repoId: bytes.readUIntBE(ID_BYTES, ID_BYTES) as RepoId,
  generation: bytes.readUInt32BE(2 * ID_BYTES),
});
