import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from '../../../../platform/errors/app-error.js';
import { accountOf, addressOf, RateLimiter } from '../../../../platform/rate-limit/rate-limiter.js';
import { PasswordAttempts, type Waits } from './password-attempts.repository.js';

const WAITS: Waits = { freeAttempts: 10, longestSeconds: 60, forgetAfterSeconds: 60 * 60 };
/** Waits after wrong codes, which take the password first: fewer than a hundred of the million are tried in a day. */
const CODE_WAITS: Waits = { freeAttempts: 5, longestSeconds: 15 * 60, forgetAfterSeconds: 24 * 60 * 60 };

/**
 * The sign-in throttle: slows down guessing of passwords without a way to lock anyone out
 * (docs/adr/identity.md#throttling-password-guesses). Repeated failures wait, counted for each account and address by
 * itself, so that strangers who try an account do not delay its user.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly attempts: PasswordAttempts,
  ) {}

  /**
   * Runs a sign-in as one attempt; it counts as failed when `signIn` throws.
   *
   * @throws AppError `rate_limited` when the account's budget is used up or the attempt comes too early
   */
  async signIn<T>(
    email: string,
    request: Pick<Request, 'ip'>,
    response: Response,
    signIn: () => Promise<T>,
  ): Promise<T> {
    const [account, address] = [accountOf(await this.attempts.accountEmail(email)), addressOf(request)];
    const whose = (await this.isFamiliar(email, address)) ? `${account}:${address}` : account;
    await this.limiter.charge('login', whose, response, 'login-account');
    return this.attempt(`${account}:${address}`, signIn);
  }

  /** Runs the check of a password that is known to be this user's as one attempt, wherever it comes from. */
  confirm<T>(userId: number, check: () => Promise<T>): Promise<T> {
    return this.attempt(`user:${userId}`, check);
  }

  /**
   * Runs the check of a code of the second factor as one attempt; it counts as failed when the check answers false or null. An
   * address from which the person signed in lately is counted by itself, all others together: who guesses elsewhere, with the
   * password, does not keep the person out.
   *
   * @param whose names the person, or the part of them, whose attempts are counted together
   */
  async confirmCode<T>(
    whose: string,
    { email, address }: { readonly email: string; readonly address: string | null },
    check: () => Promise<T>,
  ): Promise<T> {
    const from = addressOf({ ip: address ?? undefined });
    const name = (await this.isFamiliar(email, from)) ? `${whose}:${from}` : whose;
    const lane = await this.take(`second-factor:${name}`, CODE_WAITS);
    const result = await check();
    if (result !== false && result !== null) await this.attempts.clear(lane);
    return result;
  }

  /** True where the person signed in lately from the address, as `addressOf` writes it. */
  private async isFamiliar(email: string, address: string): Promise<boolean> {
    return (await this.attempts.signInAddresses(email)).some((ip) => addressOf({ ip }) === address);
  }

  /** An attempt is taken before its outcome is known: many at once are no way around the wait. */
  private async attempt<T>(name: string, check: () => Promise<T>): Promise<T> {
    const lane = await this.take(name, WAITS);
    const result = await check();
    await this.attempts.clear(lane);
    return result;
  }

  private async take(name: string, waits: Waits): Promise<Buffer> {
    const lane = createHash('sha256').update(name).digest();
    const waitMs = await this.attempts.take(lane, waits);
    if (waitMs !== null)
      throw new AppError('rate_limited', 'Too many attempts have failed in a row. Try again later.', {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
      });
    return lane;
  }
}
