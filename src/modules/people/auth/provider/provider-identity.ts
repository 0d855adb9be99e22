import { toPlainName } from '../../../../domain/mail/plain-name.js';
import { hasControls } from '../../../../domain/scanning/control-characters.js';
import { isStorableText } from '../../../../platform/validation/text.js';

/** A person as an identity provider names them in a token or an answer that was verified. */
export interface ProviderIdentity {
  readonly issuer: string;
  /** The person's id at the issuer, which is never given to another one. */
  readonly subject: string;
  /** The email address that the issuer has verified; null where it verified none. */
  readonly verifiedEmail: string | null;
  readonly name: string | null;
  /** Groups of the person there; empty where the issuer names none. */
  readonly groups: readonly string[];
  /** The issuer's id of its own session; null where it names none. */
  readonly sessionId: string | null;
  /** The issuer says that a second factor was part of its sign-in. */
  readonly hasSecondFactor: boolean;
  /** Time at which the person signed in at the issuer (`auth_time`), which may be long before the token; null where it says none. */
  readonly signedInAt: Date | null;
}

/** Claims of a verified token, of any value. */
export type ProviderClaims = Readonly<Record<string, unknown>>;

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/u;
const MAX_SUBJECT = 255;
const MAX_NAME = 100;
const MAX_GROUP = 255;
const MAX_GROUPS = 1000;
/** Values of `amr` (RFC 8176) that stand for a second factor: several of them, a one-time code, a key in hardware. */
const SECOND_FACTORS: readonly unknown[] = ['mfa', 'otp', 'hwk'];

/**
 * The person that verified claims are about; null where they name none.
 *
 * @param groupsClaim name of the claim with the person's groups
 */
export function toProviderIdentity(
  issuer: string,
  claims: ProviderClaims,
  groupsClaim: string,
): ProviderIdentity | null {
  const { sub, email, email_verified: isVerified, name, sid, amr, auth_time: authTime, iat } = claims;
  if (!isText(sub, MAX_SUBJECT)) return null;
  return {
    issuer,
    subject: sub,
    verifiedEmail: isVerified === true && isText(email, 254) && EMAIL.test(email) ? email : null,
    name: readName(name),
    groups: readGroups(claims[groupsClaim]),
    sessionId: isText(sid, MAX_SUBJECT) ? sid : null,
    hasSecondFactor: Array.isArray(amr) && amr.some((method) => SECOND_FACTORS.includes(method)),
    signedInAt: readTime(authTime, iat),
  };
}

/** Latest time that is taken for one, in seconds since 1970: the year 9999. */
const MAX_SECONDS = 253_402_300_799;

/** Seconds by which a sign-in may be later than the token about it: clocks differ. */
const MAX_AHEAD = 60;

const readTime = (seconds: unknown, issuedAt: unknown): Date | null =>
  typeof seconds === 'number' && seconds >= 0 && seconds <= latestFor(issuedAt) ? new Date(seconds * 1000) : null;

const latestFor = (issuedAt: unknown): number =>
  typeof issuedAt === 'number' ? Math.min(issuedAt + MAX_AHEAD, MAX_SECONDS) : MAX_SECONDS;

/** Without what leads elsewhere in mails. */
const readName = (claim: unknown): string | null =>
  typeof claim === 'string' && claim.length <= MAX_NAME && isStorableText(claim) ? toPlainName(claim) || null : null;

const readGroups = (claim: unknown): string[] =>
  [claim]
    .flat()
    .filter((group) => isText(group, MAX_GROUP))
    .slice(0, MAX_GROUPS);

/** Texts that the database would change, two of which could become one, are none. */
const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= max && isStorableText(value) && !hasControls(value);
