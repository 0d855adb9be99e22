import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { Response } from 'express';
import type { AuthenticatedRequest } from '../tenancy/authenticated-request.js';
import { budgetOf, credentialOf } from './budget-owner.js';
import type { RateClass } from './rate-class.js';
import { addressOf, RateLimiter } from './rate-limiter.js';

/**
 * Second of all guards: each credential has a budget a minute for each route, an anonymous caller of a public route has
 * it by address. Which throttlers there are says `throttlersOf`; how they count and what they answer, `RateLimiter`.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limiter: RateLimiter,
  ) {
    super(options, storage, reflector);
  }

  protected override async handleRequest({ context, throttler }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    if (this.limiter.restateRemembered(request, http.getResponse<Response>())) return true;
    const whose = request.caller ? credentialOf(request.caller) : addressOf(request);
    const budget = budgetOf(whose, context.getClass(), context.getHandler());
    await this.limiter.charge(throttler.name as RateClass, budget, http.getResponse<Response>());
    return true;
  }
}
