import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../../domain/ids.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { SecurityNotices } from '../security-notices.js';
import { SecondFactors } from './second-factor.repository.js';

/** Second factors as other features reset them. */
@Injectable()
export class SecondFactorResetWriter {
  constructor(
    private readonly factors: SecondFactors,
    private readonly notices: SecurityNotices,
  ) {}

  /**
   * Removes the second factors of a member, and ends all sessions, in the open tenant transaction.
   *
   * @returns how many there were
   * @throws AppError `forbidden` for a member of other organizations, too, and for staff of the service
   */
  async reset(orgId: OrgId, userId: UserId): Promise<number> {
    const count = await this.factors.reset(orgId, userId);
    if (count === null)
      throw new AppError(
        'forbidden',
        'The second factor of someone who also belongs to other organizations cannot be reset here.',
      );
    if (count > 0) await this.notices.reportByOwner(orgId, userId, 'auth.second_factor_reset');
    return count;
  }
}
