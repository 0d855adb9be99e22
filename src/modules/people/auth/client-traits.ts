import { type IdentifiedRequest, originOf, type RequestOrigin } from '../../../platform/request/request-context.js';
import { isStorableText } from '../../../platform/validation/text.js';

/** Origin of a sign-in, for the list of sessions and the audit log. */
export interface ClientTraits extends RequestOrigin {
  readonly userAgent: string | null;
}

const MAX_USER_AGENT = 500;

export function clientOf(request: IdentifiedRequest): ClientTraits {
  const userAgent = request.get('user-agent')?.slice(0, MAX_USER_AGENT);
  return {
    ...originOf(request),
    userAgent: userAgent !== undefined && isStorableText(userAgent) ? userAgent : null,
  };
}
