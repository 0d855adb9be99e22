import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { signingKey } from '../../../platform/config/value-readers.js';
import { readOrMakeKeyFile } from '../../../platform/secrets/key-file.js';

/** The key pair of our own tokens. */
export interface TokenKeys {
  readonly algorithm: 'ES256' | 'RS256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** `publicKey` as passport-jwt takes it. */
  readonly publicPem: string;
  /** Names the key in a token's header. */
  readonly keyId: string;
}

/** Injection token of the `TokenKeys`. */
export const TOKEN_KEYS = Symbol('TOKEN_KEYS');

const FILE = 'jwt-private-key.pem';

/** The configured key, or the one of the data folder, which is made at the first start. */
export async function loadTokenKeys(config: AppConfig): Promise<TokenKeys> {
  if (config.tokens.signingKey) return toTokenKeys(config.tokens.signingKey.pem, 'JWT_PRIVATE_KEY');
  const file = path.join(config.dataDir, FILE);
  return toTokenKeys(await readOrMakeKeyFile(file, makeKey), file);
}

function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function toTokenKeys(pem: string, source: string): TokenKeys {
  const read = signingKey(pem);
  if (!read.ok) throw new Error(`${source} does not hold ${read.expected}.`);
  const publicKey = createPublicKey(read.value.pem);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    algorithm: read.value.algorithm,
    privateKey: createPrivateKey(read.value.pem),
    publicKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keyId: createHash('sha256').update(der).digest('base64url').slice(0, 16),
  };
}
