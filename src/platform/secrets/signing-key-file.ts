import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { verificationKeys } from '../config/value-readers.js';
import { readKeyFile, replaceKeyFile } from './key-file.js';

/** Previous keys, which still verify: sessions of the oldest of them have ended where keys rotate once in 90 days. */
const MOST_PREVIOUS = 5;

/** The private key that signs our own tokens. */
export const signingKeyFile = (dataDir: string): string => path.join(dataDir, 'jwt-private-key.pem');

/** Public keys of those that signed before, the newest first. */
export const previousKeysFile = (dataDir: string): string => path.join(dataDir, 'jwt-previous-keys.pem');

/** A new private key in PEM form. */
export function makeSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Replaces the signing key of a data folder; the previous one still verifies. It does so first, so that a crash in between
 * ends no session.
 *
 * @throws Error where the folder has no signing key
 */
export async function rotateSigningKey(dataDir: string): Promise<void> {
  const current = await readKeyFile(signingKeyFile(dataDir));
  if (current === null)
    throw new Error(
      `${signingKeyFile(dataDir)} does not exist. If JWT_PRIVATE_KEY sets the key, replace it in that variable.`,
    );
  const read = verificationKeys((await readKeyFile(previousKeysFile(dataDir))) ?? '');
  const known = read.ok ? read.value.map(({ pem }) => pem) : [];
  const retired = createPublicKey(current).export({ type: 'spki', format: 'pem' }).toString();
  const previous = [retired, ...known.filter((pem) => pem !== retired)].slice(0, MOST_PREVIOUS);
  await replaceKeyFile(previousKeysFile(dataDir), previous.join(''), signingKeyFile(dataDir));
  await replaceKeyFile(signingKeyFile(dataDir), makeSigningKey(), signingKeyFile(dataDir));
}
