import { Secret, TOTP } from 'otpauth';

const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** Time steps before and after the current one whose codes are accepted: clocks differ, and typing takes time. */
const WINDOW = 1;

/** A new secret of 160 random bits, in base32 as authenticator apps take it. */
export const makeTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/**
 * The `otpauth:` address of a secret, as authenticator apps read it from a QR code.
 *
 * @param issuer name of this service in the app
 */
export const totpUri = (secret: string, email: string, issuer: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret), label: email, issuer }).toString();

/** The time step whose code this is (RFC 6238: SHA-1, six digits, 30 seconds); null for a wrong or an old one. */
export function findTotpStep(secret: string, code: string, at: Date): number | null {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code.replaceAll(' ', ''), timestamp: at.getTime(), window: WINDOW });
  return delta === null ? null : Math.floor(at.getTime() / 1000 / PERIOD_SECONDS) + delta;
}
