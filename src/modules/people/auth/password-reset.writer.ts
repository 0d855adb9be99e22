import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import type { ClientTraits } from './client-traits.js';
import { PasswordResetEvents } from './password-reset-events.js';
import { type LinkMaker, PasswordResets, type SecondFactorAtReset } from './password-resets.repository.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { refuseWeakPassword } from './passwords/password-rules.js';
import { makeResetToken } from './tokens/secrets.js';

const LINK_LASTS_MS = 24 * 60 * 60_000;

/** A token that resets a password once. */
export interface ResetToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A link that works. */
export interface ResetTokenState {
  readonly expiresAt: Date;
  /** Those of its person. */
  readonly secondFactors: readonly SecondFactorAtReset[];
}

/** Passwords are reset by a token of a link, which an administrator hands to the member, or a mail to the person. */
@Injectable()
export class PasswordResetWriter {
  constructor(
    private readonly resets: PasswordResets,
    private readonly passwords: PasswordHasher,
    private readonly events: PasswordResetEvents,
  ) {}

  /**
   * Makes the token of a member's link in the open tenant transaction; the one before ends.
   *
   * @throws AppError `forbidden` for a member of other organizations, too, and for staff of the service
   */
  async makeToken(orgId: OrgId, userId: UserId, of: LinkMaker): Promise<ResetToken> {
    const token = makeResetToken();
    const expiresAt = await this.resets.store(orgId, userId, hashSecret(token), { lastsMs: LINK_LASTS_MS, ...of });
    if (expiresAt === null)
      throw new AppError(
        'forbidden',
        'The password of someone who also belongs to other organizations cannot be reset here.',
      );
    return { token, expiresAt };
  }

  /**
   * Answers when a link ends, and which second factors its use ends; spends nothing.
   *
   * @throws AppError `not_found` for a token that is unknown, spent or expired
   */
  async getState(token: string): Promise<ResetTokenState> {
    const tokenHash = hashSecret(token);
    const reset = await this.resets.find(tokenHash);
    if (!reset) throw unknownLink();
    return { expiresAt: reset.expiresAt, secondFactors: await this.resets.listSecondFactors(tokenHash) };
  }

  /**
   * Sets a password by a token, and ends all sessions of its user. A password that is refused spends no token.
   *
   * @throws AppError `not_found` for a token that is unknown, spent or expired
   * @throws ValidationFailed for a weak password
   */
  async reset(token: string, password: string, client: ClientTraits): Promise<void> {
    const tokenHash = hashSecret(token);
    const reset = await this.resets.find(tokenHash);
    if (!reset) throw unknownLink();
    refuseWeakPassword('password', password, reset.email);
    const ended = await this.resets.reset(tokenHash, await this.passwords.hash(password));
    if (ended === null) throw unknownLink();
    await this.events.report(reset, ended, client);
  }
}

const unknownLink = () => new AppError('not_found', 'The link is unknown, expired or already used.');
