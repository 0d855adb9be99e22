import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { Clock } from '../../../../platform/time/clock.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import { Passkeys } from '../passkeys/passkey.repository.js';
import { LoginThrottle } from '../passwords/login-throttle.js';
import { SecurityNotices } from '../security-notices.js';
import { sessionOf } from '../session.service.js';
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.js';
import { SecondFactors } from './second-factor.repository.js';
import { type GivenFactor, SecondFactorCheck } from './second-factor-check.js';
import { ownerOf, signInTooOld, unproven } from './second-factor-owner.js';
import { findTotpStep, makeTotpSecret, totpUri } from './totp.js';

const APP_NAME = 'Quality Gate';

/** A secret to be entered in an authenticator app; shown once. */
export interface TotpEnrollment {
  /** In base32. */
  readonly secret: string;
  readonly uri: string;
}

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
  private readonly issuer: string;

  constructor(
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly checks: SecondFactorCheck,
    private readonly throttle: LoginThrottle,
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) { server: { publicUrl } }: Pick<AppConfig, 'server'>,
  ) {
    this.issuer = publicUrl === null ? APP_NAME : `${APP_NAME} ${new URL(publicUrl).hostname}`;
  }

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
   * Makes a secret that counts for nothing until it is confirmed; the one before is forgotten.
   *
   * @throws AppError `forbidden` for a session that is not fresh, or did not prove the second factor that there is; `already_exists` where a confirmed one is in force
   */
  async enroll(caller: Caller): Promise<TotpEnrollment> {
    const sessionId = sessionOf(caller);
    const { userId, realm, isFresh, isProven } = await ownerOf(this.factors, caller);
    if (!isFresh)
      throw signInTooOld('sign in again, by password or by GET /api/auth/oidc/start?again=true, then enroll.');
    if (!isProven && (await this.passkeys.count(userId, realm)) > 0) throw unproven();
    const secret = makeTotpSecret();
    if (!(await this.factors.storeTotp(sessionId, { userId, realm, secret }))) throw alreadyEnrolled();
    return { secret, uri: totpUri(secret, caller.name, this.issuer) };
  }

  /**
   * Puts the secret in force by its first code. Sessions that began without it end.
   *
   * @returns the recovery codes, which are stored nowhere
   * @throws AppError `forbidden` for a wrong code; `not_found` where nothing was enrolled
   */
  async confirm(caller: Caller, code: string): Promise<string[]> {
    const sessionId = sessionOf(caller);
    const pending = await this.factors.findPendingTotp(sessionId);
    if (!pending) throw new AppError('not_found', 'There is nothing to confirm: enroll first.');
    const { userId, realm, secret } = pending;
    const who = { email: caller.name, address: caller.address };
    const step = await this.throttle.confirmCode(`${userId}:${realm}`, who, () =>
      Promise.resolve(secret === null ? null : findTotpStep(secret, code, this.clock.now())),
    );
    if (step === null) throw wrongCode();
    const codes = makeRecoveryCodes();
    if (!(await this.factors.confirmTotp(sessionId, step, codes.map(hashRecoveryCode)))) throw alreadyEnrolled();
    await this.report(caller, 'auth.second_factor_enrolled');
    return codes;
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
    await this.report(caller, 'auth.second_factor_removed');
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
    if (outcome.method === 'recovery_code') await this.report(caller, 'auth.recovery_code_used', 'recovery_code');
    if (outcome.method === 'passkey') this.events.reportOf(caller, passkeyUsed(caller));
  }

  private async report(
    caller: Caller,
    action: 'auth.second_factor_enrolled' | 'auth.second_factor_removed' | 'auth.recovery_code_used',
    method = 'totp',
  ): Promise<void> {
    this.events.reportOf(caller, { action, target: { type: 'user', id: caller.userId }, details: { method } });
    await this.notices.reportOf(caller, action);
  }
}

const passkeyUsed = ({ userId }: Caller) =>
  ({ action: 'auth.passkey_used', target: { type: 'user', id: userId }, details: { method: 'passkey' } }) as const;
const wrongCode = () => new AppError('forbidden', 'The code is wrong, or was used before.');
const nothingEnrolled = () => new AppError('not_found', 'There is no second factor.');
const alreadyEnrolled = () =>
  new AppError('already_exists', 'There is a second factor already: remove it first (DELETE /api/auth/totp).');
