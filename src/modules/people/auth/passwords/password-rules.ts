import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { ValidationFailed } from '../../../../platform/errors/app-error.js';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../../platform/validation/password-length.js';

/** Of 0 to 4: from a million guesses on. */
const LEAST_SCORE = 2;
/** Limits of one estimate, which then takes at most some 15 ms of the event loop; the first characters decide. */
const LIMITS = { maxLength: 64, l33tMaxSubstitutions: 16 };

let estimator: ZxcvbnFactory | null = null;

/** Estimates how many guesses a password takes. The words are loaded at the first one. */
function scoreOf(password: string, email: string): number {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, ...LIMITS });
  return estimator.check(password, [email, ...email.split('@')]).score;
}

/**
 * Reason why nobody may set this password, as a phrase after its name; null for one that is good.
 *
 * @param email address of its user
 */
export function findWeakness(password: string, email: string): string | null {
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD)
    return `must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`;
  if (password.toLowerCase() === email.toLowerCase()) return 'must not be the email address';
  const steps = stepsOf(password);
  if (steps.every((step) => step === 0)) return 'must not repeat a single character';
  if (steps.every((step) => step === 1) || steps.every((step) => step === -1))
    return 'must not be a sequence such as abcdefghij';
  return scoreOf(password, email) < LEAST_SCORE
    ? 'is too easy to guess; use several unrelated words, or more characters'
    : null;
}

/** From each character to the next one. */
function stepsOf(password: string): number[] {
  const points = Array.from(password, (character) => character.codePointAt(0)!);
  return points.slice(1).map((point, index) => point - points[index]!);
}

/** @throws ValidationFailed for a weak password, which the request has in `field` */
export function refuseWeakPassword(field: string, password: string, email: string): void {
  const weakness = findWeakness(password, email);
  if (weakness !== null) throw new ValidationFailed([{ field, message: weakness }]);
}
