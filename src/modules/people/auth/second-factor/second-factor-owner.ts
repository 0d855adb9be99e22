import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import type { Passkeys } from '../passkeys/passkey.repository.js';
import { sessionOf } from '../session.service.js';
import type { SecondFactorOwner, SecondFactors } from './second-factor.repository.js';

/**
 * Finds whose second factors the caller's session manages.
 *
 * @throws AppError `unauthenticated` for a session that is over; `forbidden` for a caller without one
 */
export async function ownerOf(factors: Pick<SecondFactors, 'findOwner'>, caller: Caller): Promise<SecondFactorOwner> {
  const owner = await factors.findOwner(sessionOf(caller));
  if (!owner) throw sessionOver();
  return owner;
}

/** True where a second factor is required beside the password of the session. */
export const hasSecondFactor = async (
  factors: Pick<SecondFactors, 'listTotp'>,
  passkeys: Pick<Passkeys, 'count'>,
  { userId, realm }: SecondFactorOwner,
): Promise<boolean> => (await factors.listTotp(userId, realm)).length > 0 || (await passkeys.count(userId, realm)) > 0;

/** Refusal of a session that ended meanwhile. */
export const sessionOver = (): AppError => new AppError('unauthenticated', 'The session has ended. Sign in again.');

/**
 * Refusal of a session that is not fresh.
 *
 * @param advice the way to a fresh one, e.g. `sign in again, then enroll.`
 */
export const signInTooOld = (advice: string): AppError =>
  new AppError('forbidden', `This needs a sign-in within the last 15 minutes: ${advice}`);

/** As `signInTooOld`, in a session that did not prove an existing second factor. */
export const unproven = (): AppError =>
  new AppError('forbidden', 'First prove your existing second factor (POST /api/auth/second-factor).');
