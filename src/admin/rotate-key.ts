import type { AppConfig } from '../platform/config/app-config.js';
import { rotateSigningKey } from '../platform/secrets/signing-key-file.js';
import type { AdminResult } from './support/admin-result.js';

/** `qgate-admin rotate-signing-key`. */
export async function rotateKey({ tokens, dataDir }: AppConfig): Promise<AdminResult> {
  if (tokens.signingKey !== null)
    throw new Error(
      'The signing key is set in JWT_PRIVATE_KEY. Set it to a new key, and set JWT_PREVIOUS_KEYS to the old one.',
    );
  await rotateSigningKey(dataDir);
  return {
    text: 'The signing key was replaced. Restart the service to sign with it; existing sessions and tokens stay valid.',
  };
}
