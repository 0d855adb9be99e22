import { SetMetadata } from '@nestjs/common';

export const BODY_RULE = 'body:rule';

/**
 * Ways in which a route takes its body. `json`: required. `optional_json`: may be absent. `own`: the route reads the
 * request itself (uploads).
 */
export type BodyRule = 'json' | 'optional_json' | 'own';

/** The body may be left out; an absent one reads as `{}`. */
export const OptionalBody = () => SetMetadata(BODY_RULE, 'optional_json' satisfies BodyRule);
/** The route reads the body on its own, e.g. a multipart upload. */
export const OwnBody = () => SetMetadata(BODY_RULE, 'own' satisfies BodyRule);
