import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { AppError } from '../errors/app-error.js';
import type { BudgetStore } from './budget-store.js';
import type { RateClass } from './rate-class.js';
import { WINDOW_MS } from './sliding-window.js';

/** Injection token of the store that counts. */
export const BUDGET_STORE = Symbol('BUDGET_STORE');

const toSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** Answer of a budget to one more request, with the items for its headers. */
export interface Charge {
  readonly isAdmitted: boolean;
  readonly limit: number;
  readonly resetSeconds: number;
  /** The headers' items. */
  readonly policy: string;
  readonly state: string;
}

/** Takes requests from budgets, says in the answer how these stand, and refuses what is over. */
@Injectable()
export class RateLimiter implements OnApplicationShutdown {
  private readonly taken = new WeakMap<object, Charge>();

  constructor(
    @Inject(BUDGET_STORE) private readonly store: BudgetStore,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** True while the processes limit together; null where each limits alone. */
  get isShared(): boolean | null {
    return this.store.isShared;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }

  /**
   * One request more for `whose` budget of a class; `name` is what the answer's headers call it.
   *
   * @throws AppError `rate_limited` when the budget is used up
   */
  async charge(rateClass: RateClass, whose: string, response: ServerResponse, name: string = rateClass): Promise<void> {
    const { isAdmitted, limit, resetSeconds } = await this.note(rateClass, whose, response, name);
    if (!isAdmitted)
      throw new AppError(
        'rate_limited',
        `At most ${limit} requests of this kind per minute are allowed. Try again later.`,
        {
          retryAfterSeconds: resetSeconds,
        },
      );
  }

  /** Remembers a charge that was taken before Express, for a request that the normal route answers after all. */
  remember(request: object, charge: Charge): void {
    this.taken.set(request, charge);
  }

  /** True where a charge is remembered for the request: the response says so, and nothing more is taken. */
  restateRemembered(request: object, response: ServerResponse): boolean {
    const charge = this.taken.get(request);
    if (charge) state(response, charge);
    return charge !== undefined;
  }

  /** As `charge`, but refuses nothing: for requests that fail for another reason before anyone is to blame for them. */
  async note(rateClass: RateClass, whose: string, response: ServerResponse, name: string = rateClass): Promise<Charge> {
    const charge = await this.take(rateClass, whose, name);
    state(response, charge);
    return charge;
  }

  /** The bare count; telling the client is left to the caller. What is refused is not taken. */
  async take(rateClass: RateClass, whose: string, name: string = rateClass): Promise<Charge> {
    const limit = this.config.rateLimits.perMinute[rateClass];
    const { isAdmitted, remaining, resetMs } = await this.store.take(`${name}:${whose}`, limit);
    const resetSeconds = toSeconds(resetMs);
    return {
      isAdmitted,
      limit,
      resetSeconds,
      policy: `"${name}";q=${limit};w=${WINDOW_MS / 1000}`,
      state: `"${name}";r=${remaining};t=${resetSeconds}`,
    };
  }
}

function state(response: ServerResponse, { policy, state }: Charge): void {
  addTo(response, 'RateLimit-Policy', policy);
  addTo(response, 'RateLimit', state);
}

/** A list of structured fields: an answer may stand under several budgets. */
function addTo(response: ServerResponse, header: string, item: string): void {
  const before = response.getHeader(header);
  response.setHeader(header, before === undefined ? item : `${String(before)}, ${item}`);
}

/** Origin of a request as a budget's owner: an IPv6 customer has a whole /64 at hand and counts as one. */
export const addressOf = (request: { readonly ip?: string | undefined }): string =>
  `address:${normalizeIp(request.ip ?? '', 64)}`;

/** An account, known or not, without its name. */
export const accountOf = (email: string): string =>
  `account:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`;
