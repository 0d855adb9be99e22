import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../../../platform/errors/app-error.js';
import { IS_PUBLIC } from '../../../platform/tenancy/access.js';
import { AccessTokenStrategy } from '../credentials/access-token.strategy.js';
import { ApiKeyStrategy } from '../credentials/api-key.strategy.js';
import { OutsideTokenStrategy } from '../credentials/outside-token.strategy.js';

/** First of all guards: `request.caller` or 401. Only `@Public()` opts out. */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    apiKeys: ApiKeyStrategy,
    accessTokens: AccessTokenStrategy,
    outsideTokens: OutsideTokenStrategy,
  ) {
    super({
      property: 'caller',
      defaultStrategy: [apiKeys.registeredAs, accessTokens.registeredAs, outsideTokens.registeredAs],
    });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    return (await super.canActivate(context)) as boolean;
  }

  override handleRequest<Caller>(error: unknown, caller: Caller | false): Caller {
    if (error instanceof Error) throw error;
    if (!caller) throw new AppError('unauthenticated', 'Send a session cookie, a bearer token or an API key.');
    return caller;
  }
}
