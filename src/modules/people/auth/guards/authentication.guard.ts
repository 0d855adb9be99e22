import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import { AppError } from '../../../../platform/errors/app-error.js';
import { RequestShares } from '../../../../platform/overload/request-shares.js';
import { addressOf, RateLimiter } from '../../../../platform/rate-limit/rate-limiter.js';
import { isRead } from '../../../../platform/request/is-read.js';
import { IS_PUBLIC, IS_WITHOUT_COOKIE } from '../../../../platform/tenancy/access.js';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { bindRequest } from '../../../../platform/tenancy/repo-bound.js';
import { CallerReader } from '../caller.reader.js';
import { toCaller } from '../credentials/to-caller.js';
import { CredentialStrategies } from '../passport/credential-strategies.js';

/**
 * First of all guards: `request.caller` or 401. Only `@Public()` opts out. A read by a caller that is cached passes without
 * the strategies (docs/adr/door.md#callers-of-reads-are-cached).
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: RateLimiter,
    private readonly callers: CallerReader,
    private readonly shares: RequestShares,
    strategies: CredentialStrategies,
  ) {
    super({ property: 'caller', defaultStrategy: [...strategies.names] });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    try {
      const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
      const cached = isRead(request) ? this.callers.findCached(request.headers) : null;
      if (cached) request.caller = toCaller(cached, request);
      else await super.canActivate(context);
      this.callers.countUse(request.caller!);
      const caller = request.caller!;
      bindRequest(caller.repoIds, () => this.judgeAgain(context, caller));
      this.shares.learn(request.headers, request.caller!.orgId);
      return true;
    } catch (error) {
      await this.countByAddress(context, error);
      throw error;
    }
  }

  /** Refuses a caller whose credential does not hold any more, or for other rights. Staff stay where they act. */
  private async judgeAgain(context: ExecutionContext, before: Caller): Promise<void> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const acting = request.caller!;
    try {
      await super.canActivate(context);
      if (rightsOf(request.caller!) !== rightsOf(before))
        throw new AppError('forbidden', "The caller's rights changed while the request was read. Send it again.");
    } finally {
      request.caller = acting;
    }
  }

  /**
   * Counts a request without a valid credential by address; over the limit it is 429. While credentials cannot be
   * looked up at all, nobody is refused for it; the answer only states the budget.
   */
  private async countByAddress(context: ExecutionContext, error: unknown): Promise<void> {
    const http = context.switchToHttp();
    const [whose, response] = [addressOf(http.getRequest<Request>()), http.getResponse<Response>()];
    const isUnauthenticated = error instanceof AppError && error.code === 'unauthenticated';
    if (isUnauthenticated) await this.limiter.charge('anonymous', whose, response);
    else await this.limiter.note('anonymous', whose, response);
  }

  override handleRequest<Found>(
    error: unknown,
    caller: Found | false,
    _info: unknown,
    context: ExecutionContext,
  ): Found {
    if (error instanceof Error) throw error;
    if (caller) return caller;
    const targets = [context.getHandler(), context.getClass()];
    const texts = this.reflector.getAllAndOverride<boolean | undefined>(IS_WITHOUT_COOKIE, targets)
      ? TO_PROGRAMS
      : TO_ALL;
    if (!isNamed(context))
      throw new AppError('unauthenticated', texts.nothingSent, texts.challenge && { challenge: texts.challenge });
    throw new AppError('unauthenticated', texts.notValid, { challenge: 'invalid_token' });
  }
}

interface Texts {
  readonly nothingSent: string;
  readonly notValid: string;
  readonly challenge?: 'missing_token';
}

const TO_ALL: Texts = {
  nothingSent: 'Send a session cookie, a bearer token or an API key.',
  notValid:
    'The API key, token or session is not valid: it has expired, was revoked, or belongs to another installation. Sign in again, or create a new key.',
};

/** Of routes that no cookie reaches. The header of the answer says the same, since clients of the protocol may show no body. */
const TO_PROGRAMS: Texts = {
  nothingSent:
    'Send an API key or an access token in the header Authorization: Bearer TOKEN. Create a key for an agent on the API keys page. Cookies are not accepted here.',
  notValid:
    'The API key or token is not valid: it has expired, was revoked, or belongs to another installation. Create a new key on the API keys page, and send it in the header Authorization: Bearer KEY.',
  challenge: 'missing_token',
};

/** True where the request has a credential of whatever kind. */
function isNamed(context: ExecutionContext): boolean {
  const { headers } = context.switchToHttp().getRequest<Request>();
  return headers.authorization !== undefined || headers['x-api-key'] !== undefined || headers.cookie !== undefined;
}

const rightsOf = ({ orgId, role, scopes, repoIds, restriction }: Caller): string =>
  JSON.stringify([orgId, role, scopes && [...scopes].sort(), repoIds, restriction]);
