import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import type { Caller } from './caller.js';

/**
 * Reads the caller that the guards let in.
 *
 * @throws AppError `unauthenticated` where there is none
 */
export function readCurrentCaller(_: unknown, context: ExecutionContext): Caller {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!caller) throw new AppError('unauthenticated', 'Send a session cookie, a bearer token or an API key.');
  return caller;
}

/** The caller that the guards let in. */
export const CurrentCaller = createParamDecorator(readCurrentCaller);
