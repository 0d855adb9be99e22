import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { ClientTraits } from './client-traits.js';
import { type LinkMaker, PasswordResets, type SecondFactorAtReset } from './password-resets.repository.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { refuseWeakPassword } from './passwords/password-rules.js';
import { IdentityEvents } from './provider/identity-events.js';
import { SecurityNotices } from './security-notices.js';
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
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
    private readonly identityEvents: IdentityEvents,
    private readonly organizationNotices: OrganizationNotices,
    private readonly tenant: TenantDatabase,
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
    const { orgIds, userId, email } = reset;
    const actor = { type: 'user', id: userId, name: email } as const;
    const target = { type: 'user', id: userId };
    this.events.report({ action: 'auth.password_changed', actor, target, orgIds }, client);
    await this.notices.report(userId, 'auth.password_changed', client);
    if (!reset.isMailed) await this.reportUse(orgIds[0]!, email, client);
    const { identities, factors } = ended;
    if (identities > 0) {
      const details = { identities, by: 'reset_link' };
      await this.identityEvents.report('auth.identity_unlinked', { id: userId, email }, details, client);
    }
    if (factors > 0) {
      const details = { account: email, factors, by: 'reset_link' };
      this.events.report({ action: 'auth.second_factor_reset', actor, target, orgIds, details }, client);
      await this.notices.report(userId, 'auth.second_factor_reset', client);
    }
  }

  /** Reports to the administrators of an organization that one of its links was used. */
  private reportUse(orgId: OrgId, member: string, { address, userAgent }: ClientTraits): Promise<void> {
    const notice = { event: 'member.reset_link_used', about: member, actor: null, address, userAgent } as const;
    return this.tenant.run(orgId, () => this.organizationNotices.report(orgId, notice));
  }
}

const unknownLink = () => new AppError('not_found', 'The link is unknown, expired or was used already.');
