import { type Problem, problemOf } from '../../../api/problem';

/** A refused sign-in in one sentence; a wrong address and a wrong password are not told apart. */
export function refusalOf(problem: Problem): string {
  if (problem.status === 429)
    return `Too many attempts. Try again in ${problem.extra.retryAfterSeconds ?? 60} seconds.`;
  if (problem.code === 'second_factor_required') return 'Enter the code of your second factor.';
  if (problem.code === 'invalid_passkey') return 'The passkey is unknown here, or cannot sign in on its own.';
  if (problem.code === 'invalid_second_factor') return 'The code is wrong or was used before.';
  if (problem.status === 401 || problem.status === 400) return 'The email or the password is wrong.';
  return problem.detail;
}

/** True where the password of a sign-in was right, and its second factor is missing or wrong. */
export const needsSecondFactor = (error: unknown): boolean =>
  error !== null && ['second_factor_required', 'invalid_second_factor'].includes(problemOf(error).code);
