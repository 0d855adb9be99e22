import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/clock.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import { LoginThrottle } from '../passwords/login-throttle.js';
import { hashRecoveryCode } from './recovery-codes.js';
import { SecondFactors, type TotpSecret } from './second-factor.repository.js';
import { findTotpStep } from './totp.js';

/** Fields of a second factor, as the API names them. */
export type SecondFactorMethod = 'totp' | 'recovery_code';

/** A second factor as it was sent, by its method. */
export type GivenFactor = Readonly<Partial<Record<SecondFactorMethod, string | null>>>;

/** A person at the door of an organization. */
export interface Entrant {
  readonly userId: UserId;
  readonly orgId: OrgId;
  /** The password is the person's own and opens all organizations. */
  readonly hasOwnPassword: boolean;
}

/** Outcome of a check: none is required, it was proved, or one of the methods is required. */
export type SecondFactorOutcome =
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'proved'; readonly method: SecondFactorMethod }
  | { readonly kind: 'required'; readonly methods: readonly SecondFactorMethod[] };

/** Checks second factors beside passwords (ADR 242). */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly factors: SecondFactors,
    private readonly throttle: LoginThrottle,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks the second factor of a sign-in whose password is right.
   *
   * @param given null or empty: none was sent
   * @throws AppError `invalid_second_factor` for one that is wrong or was used; `rate_limited` after many such
   * @throws ValidationFailed for several at once
   */
  async check(entrant: Entrant, given: GivenFactor | null): Promise<SecondFactorOutcome> {
    const { userId, orgId } = entrant;
    const secrets = await this.factors.listTotp(userId, orgId);
    if (secrets.length === 0) return { kind: 'unneeded' };
    const sent = chosenMethod(given ?? {});
    if (sent === null) return { kind: 'required', methods: await this.methodsOf(entrant) };
    const { method, value } = sent;
    const isRight =
      method === 'totp'
        ? await this.takeCode(entrant, secrets, value)
        : await this.factors.takeRecoveryCode(userId, orgId, hashRecoveryCode(value));
    if (!isRight)
      throw new AppError('invalid_second_factor', 'The code is wrong, or was used before. Send another one.');
    return { kind: 'proved', method };
  }

  /**
   * Runs a check of a code of these secrets as one attempt of its person: wrong ones in a row wait, from wherever they come.
   * A step whose code was accepted is spent.
   */
  private async takeCode(entrant: Entrant, secrets: readonly TotpSecret[], code: string): Promise<boolean> {
    return this.throttle.confirmCode(laneOf(entrant), async () => {
      for (const { secret, ...place } of secrets) {
        const step = secret === null ? null : findTotpStep(secret, code, this.clock.now());
        if (step !== null && (await this.factors.takeTotpStep(place, step))) return true;
      }
      return false;
    });
  }

  private async methodsOf({ userId, orgId }: Entrant): Promise<SecondFactorMethod[]> {
    return (await this.factors.countRecoveryCodes(userId, orgId)) > 0 ? ['totp', 'recovery_code'] : ['totp'];
  }
}

/** Name of the attempts that are counted together: an organization that set a password delays none that it did not set. */
const laneOf = ({ userId, orgId, hasOwnPassword }: Entrant): string => `${userId}:${hasOwnPassword ? 0 : orgId}`;

function chosenMethod({ totp, recovery_code: recoveryCode }: GivenFactor) {
  if (totp != null && recoveryCode != null)
    throw new ValidationFailed([{ field: 'second_factor', message: 'must be one of totp and recovery_code' }]);
  if (totp != null) return { method: 'totp' as const, value: totp };
  return recoveryCode == null ? null : { method: 'recovery_code' as const, value: recoveryCode };
}
