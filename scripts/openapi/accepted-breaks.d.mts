/** True for a break, as `findBreakingChanges` words it, that a decision states. */
export function isAccepted(change: string): boolean;
