import { problemOf } from '../../api/problem';

/** A second factor as the service takes it. */
export type GivenFactor = { readonly totp: string } | { readonly recovery_code: string };

/** A typed code by its form: six digits are of an authenticator app, anything else is a recovery code. */
export const factorOf = (code: string): GivenFactor =>
  /^[\d\s]{6,8}$/.test(code.trim()) ? { totp: code.replaceAll(/\s/g, '') } : { recovery_code: code.trim() };

/** True where the password of a sign-in was right, and its second factor is missing or wrong. */
export const needsSecondFactor = (error: unknown): boolean =>
  error !== null && ['second_factor_required', 'invalid_second_factor'].includes(problemOf(error).code);
