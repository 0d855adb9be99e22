import { Injectable } from '@nestjs/common';
import { composeNoPassword, composePasswordReset } from '../../../domain/mail/message.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import { Clock } from '../../../platform/time/clock.js';
import { type AddressedMessage, MailWriter, type QueuedMail } from '../../record/mail/mail.writer.js';
import { PasswordResets } from './password-resets.repository.js';
import { makeResetToken } from './tokens/secrets.js';

const HOUR_MS = 60 * 60_000;
const LINK_LASTS_MS = HOUR_MS;

/**
 * Mails about passwords (docs/adr/identity.md#resets-by-mail). A link's token is made when its mail is sent: no request
 * learns whether there is an account, and no secret waits in the database.
 */
@Injectable()
export class PasswordMails {
  constructor(
    private readonly mails: MailWriter,
    private readonly resets: PasswordResets,
    private readonly clock: Clock,
  ) {
    mails.register('password_reset', { lastsMs: HOUR_MS, compose: (mail) => this.composeReset(mail) });
  }

  /** False where the service sends no mails. */
  get isOn(): boolean {
    return this.mails.isOn;
  }

  /**
   * Has a link mailed to the person with the address, if one has it.
   *
   * @throws AppError `not_found` where the service sends no mails
   */
  async request(address: string): Promise<void> {
    if (!this.mails.isOn)
      throw new AppError(
        'not_found',
        'This service does not send mail. Ask an administrator of your organization for a link to reset your password.',
      );
    await this.mails.queueReset(address);
  }

  private async composeReset({ address, attempts }: QueuedMail): Promise<AddressedMessage | null> {
    const token = makeResetToken();
    const expiresAt = new Date(this.clock.now().getTime() + LINK_LASTS_MS);
    const reset = await this.resets.storeOwn(address!, hashSecret(token), LINK_LASTS_MS, attempts === 0);
    if (reset.outcome === 'sso') return { to: reset.email, ...composeNoPassword(this.mails.pageAddress('/sign-in')) };
    if (reset.outcome !== 'link') return null;
    return { to: reset.email, ...composePasswordReset(this.mails.pageAddress(`/reset-password#${token}`), expiresAt) };
  }
}
