import { SetMetadata } from '@nestjs/common';

export const BODY_RULE = 'body:rule';
export const BODY_LIMIT = 'body:limit';

/** Most bytes of a JSON body, on a route that sets no limit of its own. */
export const DEFAULT_BODY_LIMIT = 128 * 1024;

/**
 * Ways in which a route takes its body. `json`: required. `optional_json`: may be absent. `own`: the route reads the
 * request itself (uploads).
 */
export type BodyRule = 'json' | 'optional_json' | 'own';

/** The body may be left out; an absent one reads as `{}`. */
export const OptionalBody = () => SetMetadata(BODY_RULE, 'optional_json' satisfies BodyRule);
/** The JSON body may have up to the given number of bytes. */
export const BodyLimit = (bytes: number) => SetMetadata(BODY_LIMIT, bytes);
/** The route reads the body on its own, e.g. a multipart upload. */
export const OwnBody = () => SetMetadata(BODY_RULE, 'own' satisfies BodyRule);
