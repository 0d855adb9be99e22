import type { IdentifiedRequest } from '../request/request-context.js';
import type { Caller } from './caller.js';

/** A request after the authentication guard; `caller` is absent on public routes. */
export interface AuthenticatedRequest extends IdentifiedRequest {
  caller?: Caller;
}
