/** Lengths of a password that is set, in characters; what is merely checked may be shorter. */
export const MIN_PASSWORD = 8;
export const MAX_PASSWORD = 1024;
