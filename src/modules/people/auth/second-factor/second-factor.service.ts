import { Injectable } from '@nestjs/common';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { Passkeys } from '../passkeys/passkey.repository.js';
import { sessionOf } from '../session.service.js';
import { SecondFactors } from './second-factor.repository.js';
import { type GivenFactor, SecondFactorCheck } from './second-factor-check.js';
import { SecondFactorLog } from './second-factor-log.js';
import { ownerOf } from './second-factor-owner.js';

/** State of the second factors that a session manages. */
export interface SecondFactorState {
  readonly hasTotp: boolean;
  readonly passkeys: number;
  readonly recoveryCodes: number;
  /** True if the session has proved a second factor. */
  readonly isProven: boolean;
  /** The person signed in, or proved a second factor, within the last 15 minutes. */
  readonly isFresh: boolean;
}

/** Lets signed-in people manage their own second factors, and prove them. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly checks: SecondFactorCheck,
    private readonly log: SecondFactorLog,
  ) {}

  async getState(caller: Caller): Promise<SecondFactorState> {
    const { userId, realm, isProven, isFresh } = await ownerOf(this.factors, caller);
    const secrets = await this.factors.listTotp(userId, realm);
    return {
      hasTotp: secrets.length > 0,
      passkeys: await this.passkeys.count(userId, realm),
      recoveryCodes: await this.factors.countRecoveryCodes(userId, realm),
      isProven,
      isFresh,
    };
  }

  /**
   * Removes the secret; with the last second factor go the recovery codes.
   *
   * @param code a current code, or a recovery code
   * @throws AppError `forbidden` for a wrong one; `not_found` where there is no secret
   */
  async remove(caller: Caller, code: string): Promise<void> {
    await this.checkAgain(caller, /^[\d ]+$/.test(code) ? { totp: code } : { recovery_code: code });
    if (!(await this.factors.removeTotp(sessionOf(caller)))) throw nothingEnrolled();
    await this.log.report(caller, 'auth.second_factor_removed');
  }

  /** Proves a second factor in a session that began without it, such as one of the identity provider. */
  async prove(caller: Caller, given: GivenFactor): Promise<void> {
    await this.checkAgain(caller, given);
    await this.factors.prove(sessionOf(caller));
  }

  private async checkAgain(caller: Caller, given: GivenFactor): Promise<void> {
    const { userId, realm, hasOwnPassword } = await ownerOf(this.factors, caller);
    const entrant = { userId, email: caller.name, address: caller.address, orgId: realm, hasOwnPassword };
    const outcome = await this.checks.check(entrant, given).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'invalid_second_factor' ? wrongCode() : error;
    });
    if (outcome.kind === 'unneeded') throw nothingEnrolled();
    if (outcome.kind === 'required') throw new AppError('forbidden', `Send one of ${outcome.methods.join(', ')}.`);
    if (outcome.method === 'recovery_code') await this.log.report(caller, 'auth.recovery_code_used', 'recovery_code');
    if (outcome.method === 'passkey') this.log.reportPasskey(caller);
  }
}
export const wrongCode = () => new AppError('forbidden', 'The code is wrong or was used before.');
const nothingEnrolled = () => new AppError('not_found', 'The account has no second factor.');
