import { Injectable } from '@nestjs/common';
import type { UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { PasswordResetWriter, type ResetToken } from '../auth/password-reset.writer.js';
import { SecondFactorResetWriter } from '../auth/second-factor/second-factor-reset.writer.js';
import { Grants } from './grants.js';
import { MemberDirectory } from './member-directory.js';
import { MemberLog } from './member-log.js';

/** Resets passwords and second factors of members. */
@Injectable()
export class MemberResetService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly directory: MemberDirectory,
    private readonly resets: PasswordResetWriter,
    private readonly factorResets: SecondFactorResetWriter,
    private readonly grants: Grants,
    private readonly log: MemberLog,
  ) {}

  /**
   * Makes a token by which a member sets another password. One that a key makes ends with the key.
   *
   * @param unbinds true: its use ends all identities and passkeys of the member
   * @throws AppError `forbidden` for a member of other organizations, too, and for the caller
   */
  async makeResetToken(caller: Caller, userId: UserId, unbinds: boolean): Promise<ResetToken> {
    const { orgId } = caller;
    if (userId === caller.userId)
      throw new AppError('forbidden', 'To change your own password, send the current one (POST /api/auth/password).');
    const refuseOwner = await this.grants.guardOwners(caller);
    return this.tenant.run(orgId, async () => {
      const minter = await this.grants.minterOf(caller);
      const member = await this.directory.lockAlterable(caller, userId);
      refuseOwner(member.role);
      const made = await this.resets.makeToken(orgId, userId, { unbinds, minter, maker: caller.userId });
      await this.log.madeResetLink(caller, member, made.expiresAt, unbinds);
      return made;
    });
  }

  /**
   * Removes the second factors of a member, whose sessions end.
   *
   * @throws AppError `forbidden` for a member of other organizations, too, and for the caller, who has the factor to prove it
   */
  async resetSecondFactor(caller: Caller, userId: UserId): Promise<void> {
    const { orgId } = caller;
    if (userId === caller.userId)
      throw new AppError('forbidden', 'To remove your own second factor, send its code (DELETE /api/auth/totp).');
    const refuseOwner = await this.grants.guardOwners(caller);
    await this.tenant.run(orgId, async () => {
      const member = await this.directory.lockAlterable(caller, userId);
      refuseOwner(member.role);
      const count = await this.factorResets.reset(orgId, userId);
      await this.log.resetFactors(caller, member, count);
    });
  }
}
