import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { signingKey } from '../../../platform/config/value-readers.js';

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
  return toTokenKeys((await readKey(file)) ?? (await makeKey(file)), file);
}

async function readKey(file: string): Promise<string | null> {
  try {
    const pem = await readFile(file, 'utf8');
    await chmod(file, 0o600);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Two services that start at once on one folder end up with the same key: a link is made by one of them. */
async function makeKey(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return await readFile(file, 'utf8');
  } finally {
    await rm(draft, { force: true });
  }
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
