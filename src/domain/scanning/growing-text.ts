/**
 * Answers a text that is still arriving with more behind what it had, in the same memory, and waits until there is more;
 * null when it is whole. What is added ends where a scanner may stop: behind a line of lcov, behind a `>` of XML.
 */
export type GrowText = () => Uint8Array | null;

/** Of a text that is there as a whole. */
export const noMoreText: GrowText = () => null;
