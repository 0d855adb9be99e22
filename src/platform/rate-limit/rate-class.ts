import { SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { RateLimitConfig } from '../config/app-config.js';

/** Each is limited by a variable of its own, `RATE_LIMIT_<CLASS>`. */
export type RateClass = keyof RateLimitConfig['perMinute'];

export const RATE_CLASS = 'rate-limit:class';

/** The class of a route's limit; `default` where none is named. */
export const Limited = (rateClass: RateClass) => SetMetadata(RATE_CLASS, rateClass);

/** No limit: for answers that cost nothing. */
export const Unlimited = () => SetMetadata(RATE_CLASS, null);

/** The class of a route by its handler and controller; null: the route has no limit. */
export function rateClassOf(
  reflector: Reflector,
  targets: Parameters<Reflector['getAllAndOverride']>[1],
): RateClass | null {
  const named = reflector.getAllAndOverride<RateClass | null | undefined>(RATE_CLASS, targets);
  return named === undefined ? 'default' : named;
}
