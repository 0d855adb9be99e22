import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { Clock } from '../../../../platform/time/clock.js';
import { Passkeys } from '../passkeys/passkey.repository.js';
import { LoginThrottle } from '../passwords/login-throttle.js';
import { sessionOf } from '../session.service.js';
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.js';
import { SecondFactors } from './second-factor.repository.js';
import { wrongCode } from './second-factor.service.js';
import { SecondFactorLog } from './second-factor-log.js';
import { ownerOf, signInTooOld, unproven } from './second-factor-owner.js';
import { findTotpStep, makeTotpSecret, totpUri } from './totp.js';

const APP_NAME = 'Quality Gate';

/** A secret to be entered in an authenticator app; shown once. */
export interface TotpEnrollment {
  /** In base32. */
  readonly secret: string;
  readonly uri: string;
}

/** Lets signed-in people enroll an authenticator app. */
@Injectable()
export class TotpEnrollmentService {
  private readonly issuer: string;

  constructor(
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly throttle: LoginThrottle,
    private readonly log: SecondFactorLog,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) { server: { publicUrl } }: Pick<AppConfig, 'server'>,
  ) {
    this.issuer = publicUrl === null ? APP_NAME : `${APP_NAME} ${new URL(publicUrl).hostname}`;
  }

  /**
   * Makes a secret that counts for nothing until it is confirmed; the one before is forgotten.
   *
   * @throws AppError `forbidden` for a session that is not fresh, or did not prove an existing second factor; `already_exists` where a confirmed one is in force
   */
  async enroll(caller: Caller): Promise<TotpEnrollment> {
    const sessionId = sessionOf(caller);
    const { userId, realm, isFresh, isProven } = await ownerOf(this.factors, caller);
    if (!isFresh)
      throw signInTooOld('sign in again, with a password or with GET /api/auth/oidc/start?again=true, then enroll.');
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
    if (!pending)
      throw new AppError(
        'not_found',
        'There is nothing to confirm. Enroll an authenticator app first (POST /api/auth/totp/enroll).',
      );
    const { userId, realm, secret } = pending;
    const who = { email: caller.name, address: caller.address };
    const step = await this.throttle.confirmCode(`${userId}:${realm}`, who, () =>
      Promise.resolve(secret === null ? null : findTotpStep(secret, code, this.clock.now())),
    );
    if (step === null) throw wrongCode();
    const codes = makeRecoveryCodes();
    if (!(await this.factors.confirmTotp(sessionId, step, codes.map(hashRecoveryCode)))) throw alreadyEnrolled();
    await this.log.report(caller, 'auth.second_factor_enrolled');
    return codes;
  }
}

const alreadyEnrolled = () =>
  new AppError(
    'already_exists',
    'The account already has an authenticator app: remove it first (DELETE /api/auth/totp).',
  );
