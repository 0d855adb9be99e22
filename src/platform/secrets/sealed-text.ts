import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SECRETS_KEYS, type SecretsKey, type SecretsKeys } from './secrets-key.js';

/** The row and column in which a sealed text is stored; it opens nowhere else. */
export interface SealedPlace {
  /** Name of the table, without its schema where that is public. */
  readonly table: string;
  readonly orgId: number;
  readonly id: number;
  readonly column: string;
  /** Sealed by a key that is derived for the organization (HKDF-SHA-256). */
  readonly isOfOrganization?: boolean;
}

/** A sealed text that cannot be opened: of a key that is not there, of another place, or changed. */
export class UnreadableSecret extends Error {
  constructor() {
    super('A stored secret cannot be opened: its key is missing, or it was changed or moved.');
  }
}

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + KEY_ID_BYTES;
const TAG_AT = NONCE_AT + NONCE_BYTES;
const TEXT_AT = TAG_AT + TAG_BYTES;

/**
 * Seals secrets of tenants for storage by AES-256-GCM: a byte of the version, 8 of the key's fingerprint, a nonce of 12, a tag
 * of 16, then the encrypted text. The place is authenticated with it, so that a row copied elsewhere does not open
 * (docs/adr/keys.md#secrets-at-rest).
 */
@Injectable()
export class SealedText {
  private readonly byFingerprint: ReadonlyMap<string, SecretsKey>;

  constructor(@Inject(SECRETS_KEYS) private readonly keys: SecretsKeys) {
    this.byFingerprint = new Map([keys.newest, ...keys.previous].map((key) => [key.fingerprint, key]));
  }

  /** Seals a text by the newest key. */
  seal(text: string, place: SealedPlace): Buffer {
    return this.sealBytes(Buffer.from(text, 'utf8'), place);
  }

  /** As `seal`. */
  sealBytes(bytes: Uint8Array, place: SealedPlace): Buffer {
    const { fingerprint, key } = this.keys.newest;
    const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(fingerprint, 'hex'), randomBytes(NONCE_BYTES)]);
    const cipher = createCipheriv(CIPHER, keyFor(place, key), head.subarray(NONCE_AT)).setAAD(describePlace(place));
    const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([head, cipher.getAuthTag(), encrypted]);
  }

  /**
   * Opens what was sealed for this place.
   *
   * @throws UnreadableSecret
   */
  open(sealed: Buffer, place: SealedPlace): string {
    return this.openBytes(sealed, place).toString('utf8');
  }

  /** As `openBytes`; null where it cannot be opened. */
  tryOpenBytes(sealed: Buffer, place: SealedPlace): Buffer | null {
    try {
      return this.openBytes(sealed, place);
    } catch (error) {
      if (error instanceof UnreadableSecret) return null;
      throw error;
    }
  }

  /**
   * As `open`.
   *
   * @throws UnreadableSecret
   */
  openBytes(sealed: Buffer, place: SealedPlace): Buffer {
    const key = this.byFingerprint.get(fingerprintOf(sealed))?.key;
    if (!key || sealed.length < TEXT_AT || sealed[0] !== VERSION) throw new UnreadableSecret();
    try {
      const decipher = createDecipheriv(CIPHER, keyFor(place, key), sealed.subarray(NONCE_AT, TAG_AT))
        .setAAD(describePlace(place))
        .setAuthTag(sealed.subarray(TAG_AT, TEXT_AT));
      return Buffer.concat([decipher.update(sealed.subarray(TEXT_AT)), decipher.final()]);
    } catch {
      throw new UnreadableSecret();
    }
  }

  /** Keys of 32 bytes for another purpose than sealing, each derived (HKDF-SHA-256) from one of ours; the newest first. */
  deriveKeys(purpose: string): Buffer[] {
    return [this.keys.newest, ...this.keys.previous].map(({ key }) => derive(key, purpose));
  }
}

const derive = (key: KeyObject, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', purpose, 32));

const keyFor = ({ orgId, isOfOrganization = false }: SealedPlace, key: KeyObject): KeyObject =>
  isOfOrganization ? createSecretKey(derive(key, `organization/${orgId}`)) : key;

/** Fingerprint of the key that sealed a text. */
export const fingerprintOf = (sealed: Buffer): string => sealed.toString('hex', 1, NONCE_AT);

const describePlace = ({ table, orgId, id, column }: SealedPlace): Buffer =>
  Buffer.from(`${table}/${orgId}/${id}/${column}`, 'utf8');
