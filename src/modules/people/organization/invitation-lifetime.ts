/** Time in which an invitation can be accepted, in milliseconds. */
export const INVITATION_LASTS_MS = 72 * 60 * 60 * 1000;
