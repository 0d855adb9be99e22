/** Lengths of a password that is set, in characters; an older one may be shorter. */
export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 1024;
