import { dictionary } from '@zxcvbn-ts/language-common';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../platform/validation/password-length.js';

const MOST_COMMON = 10_000;
const COMMON: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].slice(0, MOST_COMMON).filter(({ length }) => length >= MIN_PASSWORD),
);

/**
 * Reason why nobody may set this password, as a phrase after its name; null for one that is good.
 *
 * @param email address of its user
 */
export function findWeakness(password: string, email: string): string | null {
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD)
    return `must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`;
  const lowered = password.toLowerCase();
  if (COMMON.has(lowered)) return `must not be one of the ${MOST_COMMON} most common passwords`;
  return lowered === email.toLowerCase() ? 'must not be the email address' : null;
}

/** @throws ValidationFailed for a weak password, which the request has in `field` */
export function refuseWeakPassword(field: string, password: string, email: string): void {
  const weakness = findWeakness(password, email);
  if (weakness !== null) throw new ValidationFailed([{ field, message: weakness }]);
}
