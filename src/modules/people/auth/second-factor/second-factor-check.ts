import { Injectable } from '@nestjs/common';
import type { Realm, UserId } from '../../../../domain/ids.js';
import { AppError, ValidationFailed } from '../../../../platform/errors/app-error.js';
import { Clock } from '../../../../platform/time/clock.js';
import { Passkeys } from '../passkeys/passkey.repository.js';
import { PasskeyCheck, type PasskeyProof } from '../passkeys/passkey-check.js';
import { LoginThrottle } from '../passwords/login-throttle.js';
import { hashRecoveryCode } from './recovery-codes.js';
import { SecondFactors, type TotpSecret } from './second-factor.repository.js';
import { findTotpStep } from './totp.js';

/** Fields of a second factor, as the API names them. */
export type SecondFactorMethod = 'totp' | 'passkey' | 'recovery_code';

const METHODS = ['totp', 'passkey', 'recovery_code'] as const satisfies readonly SecondFactorMethod[];

/** A second factor as it was sent, by its method. */
export interface GivenFactor {
  readonly totp?: string | null;
  readonly recovery_code?: string | null;
  readonly passkey?: PasskeyProof | null;
}

/** A person at the door of an organization. */
export interface Entrant {
  readonly userId: UserId;
  readonly email: string;
  /** Network address of the request; null where it is unknown. */
  readonly address: string | null;
  /** The organization that is entered; in a session, the realm of its second factors. */
  readonly orgId: Realm;
  /** The password is the person's own and opens all organizations. */
  readonly hasOwnPassword: boolean;
}

/** Outcome of a check: none is required, it was proved, or one of the methods is required. */
export type SecondFactorOutcome =
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'proved'; readonly method: SecondFactorMethod }
  | { readonly kind: 'required'; readonly methods: readonly SecondFactorMethod[] };

/** Checks second factors beside passwords (docs/adr/identity.md#second-factors). */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly passkeyCheck: PasskeyCheck,
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
    const passkeys = await this.passkeys.count(userId, orgId);
    if (secrets.length === 0 && passkeys === 0) return { kind: 'unneeded' };
    const method = chosenMethod(given ?? {});
    if (given === null || method === null)
      return { kind: 'required', methods: await this.methodsOf(entrant, secrets.length > 0, passkeys > 0) };
    if (!(await this.isRight(entrant, given, secrets)))
      throw new AppError(
        'invalid_second_factor',
        method === 'passkey'
          ? 'The passkey does not belong to this account, or its assertion is not valid or was used before. Request new options.'
          : 'The code is wrong or was used before. Send another one.',
      );
    return { kind: 'proved', method };
  }

  private async isRight(
    entrant: Entrant,
    { totp, recovery_code: recoveryCode, passkey }: GivenFactor,
    secrets: readonly TotpSecret[],
  ): Promise<boolean> {
    const { userId, orgId } = entrant;
    if (totp != null) return this.takeCode(entrant, secrets, totp);
    if (recoveryCode != null) return this.factors.takeRecoveryCode(userId, orgId, hashRecoveryCode(recoveryCode));
    return passkey != null && this.takePasskey(entrant, passkey);
  }

  /** Runs a check of an assertion as one attempt of its person, counted apart from codes: guessed codes keep no passkey out. */
  private async takePasskey(entrant: Entrant, proof: PasskeyProof): Promise<boolean> {
    const { userId, orgId, hasOwnPassword } = entrant;
    return this.throttle.confirmCode(`${laneOf(entrant)}:passkey`, entrant, async () => {
      const found = await this.passkeyCheck.check(
        proof,
        (passkey) => passkey.userId === userId && (hasOwnPassword || [0, orgId].includes(passkey.realm)),
      );
      return found !== null;
    });
  }

  /**
   * Runs a check of a code of these secrets as one attempt of its person: wrong ones in a row wait.
   * A step whose code was accepted is spent.
   */
  private async takeCode(entrant: Entrant, secrets: readonly TotpSecret[], code: string): Promise<boolean> {
    return this.throttle.confirmCode(laneOf(entrant), entrant, async () => {
      for (const { secret, ...place } of secrets) {
        const step = secret === null ? null : findTotpStep(secret, code, this.clock.now());
        if (step !== null && (await this.factors.takeTotpStep(place, step))) return true;
      }
      return false;
    });
  }

  private async methodsOf(
    { userId, orgId }: Entrant,
    hasApp: boolean,
    hasPasskey: boolean,
  ): Promise<SecondFactorMethod[]> {
    const hasCodes = (await this.factors.countRecoveryCodes(userId, orgId)) > 0;
    const known = { totp: hasApp, passkey: hasPasskey, recovery_code: hasCodes };
    return METHODS.filter((method) => known[method]);
  }
}

/** Name of the attempts that are counted together: an organization that set a password delays none that it did not set. */
const laneOf = ({ userId, orgId, hasOwnPassword }: Entrant): string => `${userId}:${hasOwnPassword ? 0 : orgId}`;

function chosenMethod(given: GivenFactor): SecondFactorMethod | null {
  const [method, ...others] = METHODS.filter((field) => given[field] != null);
  if (others.length > 0)
    throw new ValidationFailed([{ field: 'second_factor', message: `must be one of ${METHODS.join(', ')}` }]);
  return method ?? null;
}
