/** Time for which an invitation counts towards the limits. */
export const COUNTED_MS = 24 * 60 * 60 * 1000;

/** Mails of invitations to one address within that time. */
export const MOST_TO_ONE_ADDRESS = 3;

/** Form of an address in which mails to it are counted: a part behind `+` leads to the same mailbox. */
export const countedAddress = (email: string): string => email.toLowerCase().replace(/\+.*(?=@)/, '');

/**
 * Seconds until another invitation is within a limit.
 *
 * @param last time of the newest invitation that has to be out of the count by then
 */
export const secondsUntilUncounted = (last: Date, now: Date): number =>
  Math.max(1, Math.ceil((last.getTime() + COUNTED_MS - now.getTime()) / 1000));
