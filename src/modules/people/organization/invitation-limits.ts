import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import {
  COUNTED_MS,
  countedAddress,
  MOST_TO_ONE_ADDRESS,
  secondsUntilUncounted,
} from '../../../domain/mail/invitation-limits.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import { Clock } from '../../../platform/time/clock.js';
import { MailWriter } from '../../record/mail/mail.writer.js';
import { QuotaReader } from '../quota/quota.reader.js';
import { MadeInvitationRepository } from './made-invitation.repository.js';

/** Purpose for which the key of the digests of addresses is derived. */
const PURPOSE = 'invited addresses';

/**
 * Limits invitations by a rolling day: those of an organization, and mails to one address
 * (docs/adr/identity.md#limits-of-invitations).
 */
@Injectable()
export class InvitationLimits {
  constructor(
    private readonly made: MadeInvitationRepository,
    private readonly quotas: QuotaReader,
    private readonly mails: MailWriter,
    private readonly sealed: SealedText,
    private readonly clock: Clock,
  ) {
    quotas.countBy('invitations_per_day', (orgId) => made.count(orgId, this.since()));
  }

  /**
   * Counts an invitation, in the open tenant transaction. Others of the organization wait for its end.
   *
   * @throws AppError invitation_limit
   */
  async claim(orgId: OrgId, email: string): Promise<void> {
    await this.made.lock(orgId);
    const since = this.since();
    const [key] = this.sealed.deriveKeys(PURPOSE) as [Buffer];
    const digest = createHmac('sha256', key).update(countedAddress(email)).digest();
    const { invitations_per_day: limit } = await this.quotas.readLimits(orgId);
    const now = this.clock.now();
    const last = limit === 0 ? now : await this.made.findNewest(orgId, { since, at: limit, digest: null });
    if (last !== null) throw this.over(last, describeLimit(limit));
    if (this.mails.isOn) {
      const lastMail = await this.made.findNewest(orgId, { since, at: MOST_TO_ONE_ADDRESS, digest });
      if (lastMail !== null) throw this.over(lastMail, ADDRESS_LIMIT);
    }
    await this.made.deleteUntil(orgId, since);
    await this.made.insert(orgId, digest, now);
  }

  private over(last: Date, detail: string): AppError {
    return new AppError('invitation_limit', detail, {
      retryAfterSeconds: secondsUntilUncounted(last, this.clock.now()),
    });
  }

  /** Those made until then count no more. */
  private since(): Date {
    return new Date(this.clock.now().getTime() - COUNTED_MS);
  }
}

const describeLimit = (limit: number): string =>
  `The organization may send ${limit} invitations within 24 hours. Try again later, or have a SUPER_ADMIN raise the quota ` +
  'invitations_per_day.';
const ADDRESS_LIMIT = `This address has received ${MOST_TO_ONE_ADDRESS} invitations within 24 hours. Try again later.`;
