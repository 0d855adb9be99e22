import { Injectable } from '@nestjs/common';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RecentSignInReader } from '../../people/auth/recent-sign-in.reader.js';
import { UserDeletionService } from './user-deletion.service.js';

/** Lets people delete themselves. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly signIns: RecentSignInReader,
    private readonly deletions: UserDeletionService,
  ) {}

  /**
   * Deletes the caller, who typed the own address, and sends the password or signed in a short while ago.
   *
   * @throws ValidationFailed for another address
   * @throws AppError `forbidden` without the password and a recent sign-in
   */
  async deleteOwn(caller: Caller, given: { confirm: string | undefined; password: string | null }): Promise<void> {
    if (given.confirm?.toLowerCase() !== caller.name.toLowerCase())
      throw new ValidationFailed([{ field: 'confirm', message: 'must be the email address of your account' }]);
    await this.signIns.requirePerson(caller, given.password);
    await this.deletions.delete(caller, caller.userId);
  }
}
