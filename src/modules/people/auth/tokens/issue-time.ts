/** Seconds by which the clock of an issuer may be ahead of ours. */
const MAX_AHEAD_SECONDS = 60;
/** Seconds by which the clock of an issuer may be behind ours. */
const MAX_BEHIND_SECONDS = 30;

/** True for the `iat` of a token that was issued by now, and no longer ago than `maxAgeSeconds`. */
export function isIssuedWithin(iat: unknown, maxAgeSeconds: number, now: Date): boolean {
  if (typeof iat !== 'number') return false;
  const age = now.getTime() / 1000 - iat;
  return age >= -MAX_AHEAD_SECONDS && age <= maxAgeSeconds + MAX_BEHIND_SECONDS;
}
