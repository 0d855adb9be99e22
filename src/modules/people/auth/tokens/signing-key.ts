import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { signingKey, verificationKeys } from '../../../../platform/config/value-readers.js';
import { readKeyFile, readOrMakeKeyFile } from '../../../../platform/secrets/key-file.js';
import { makeSigningKey, previousKeysFile, signingKeyFile } from '../../../../platform/secrets/signing-key-file.js';

/** A key by which our own tokens are verified. */
export interface VerificationKey {
  readonly algorithm: 'ES256' | 'RS256';
  readonly publicKey: KeyObject;
  /** Names the key in a token's header. */
  readonly keyId: string;
}

/** Keys of our own tokens: one signs, it and those before it verify. */
export interface TokenKeys {
  readonly signing: VerificationKey & { readonly privateKey: KeyObject };
  /** By their ids. */
  readonly verification: ReadonlyMap<string, VerificationKey>;
}

/** Injection token of the `TokenKeys`. */
export const TOKEN_KEYS = Symbol('TOKEN_KEYS');

/** The configured keys, and those of the data folder, whose first one is made at the first start. */
export async function loadTokenKeys({ tokens, dataDir }: Pick<AppConfig, 'tokens' | 'dataDir'>): Promise<TokenKeys> {
  const file = signingKeyFile(dataDir);
  const pem = tokens.signingKey?.pem ?? (await readOrMakeKeyFile(file, makeSigningKey));
  const signing = toSigningKey(pem, tokens.signingKey ? 'JWT_PRIVATE_KEY' : file);
  const stored = await readPreviousKeys(previousKeysFile(dataDir));
  const previous = [...tokens.previousKeys.map(({ pem: known }) => known), ...stored].map(toVerificationKey);
  return { signing, verification: new Map([...previous, signing].map((key) => [key.keyId, key])) };
}

async function readPreviousKeys(file: string): Promise<string[]> {
  const text = await readKeyFile(file);
  if (text === null) return [];
  const read = verificationKeys(text);
  if (!read.ok) throw new Error(`${file} does not contain ${read.expected}.`);
  return read.value.map(({ pem }) => pem);
}

function toSigningKey(pem: string, source: string): TokenKeys['signing'] {
  const read = signingKey(pem);
  if (!read.ok) throw new Error(`${source} does not contain ${read.expected}.`);
  return { ...toVerificationKey(read.value.pem), privateKey: createPrivateKey(read.value.pem) };
}

/** @param pem a key that has been read, private or public */
function toVerificationKey(pem: string): VerificationKey {
  const publicKey = createPublicKey(pem);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    algorithm: publicKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256',
    publicKey,
    keyId: createHash('sha256').update(der).digest('base64url').slice(0, 16),
  };
}
