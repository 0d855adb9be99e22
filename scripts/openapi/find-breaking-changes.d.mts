/** What of `after` breaks a client that was written against `before`; one sentence each. */
export function findBreakingChanges(before: object, after: object): string[];
