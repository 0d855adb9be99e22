import { SetMetadata } from '@nestjs/common';

/** Metadata of routes whose answers are mostly long enough to be compressed. */
export const LONG_ANSWER = 'http:long-answer';

/**
 * Keeps a GET of one object from being tried before Express, where a long answer would be read in vain
 * (docs/adr/door.md#plain-reads-before-express).
 */
export const LongAnswer = () => SetMetadata(LONG_ANSWER, true);
