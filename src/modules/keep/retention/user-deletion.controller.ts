import { Body, Controller, Delete, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { AnyPerson, SuperAdminInPerson } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { RecentSignInReader } from '../../people/auth/recent-sign-in.reader.js';
import { AccountDeletionService } from './account-deletion.service.js';
import { ConfirmationQueryDto, DeleteAccountDto } from './dto/deletion.dto.js';
import { UserDeletionService } from './user-deletion.service.js';

@ApiTags('Users')
@Controller('users')
export class UserDeletionController {
  constructor(
    private readonly users: UserDeletionService,
    private readonly accounts: AccountDeletionService,
    private readonly signIns: RecentSignInReader,
  ) {}

  /**
   * Delete the caller's account
   *
   * @remarks Ends memberships, sessions and API keys; the audit log keeps the id but not the name. `confirm` is the
   *   email address of the account. Needs the password or a sign-in within the last 15 minutes, in a session that began
   *   with the person's own password or with a verified address at the identity provider. The last owner of an
   *   organization must first transfer or delete it.
   */
  @Delete('me')
  @HttpCode(204)
  @Problems('forbidden', 'last_owner', 'last_super_admin')
  @OptionalBody()
  @Limited('login')
  @AnyPerson()
  async deleteOwn(
    @CurrentCaller() caller: Caller,
    @Query() { confirm }: ConfirmationQueryDto,
    @Body() { password }: DeleteAccountDto,
  ): Promise<void> {
    await this.accounts.deleteOwn(caller, { confirm, password: password ?? null });
  }

  /**
   * Delete a user
   *
   * @remarks Has the same effect as deletion by the user.
   */
  @Delete(':id')
  @HttpCode(204)
  @Problems('last_owner', 'last_super_admin')
  @SuperAdminInPerson()
  async delete(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: UserId): Promise<void> {
    await this.signIns.require(caller);
    await this.users.delete(caller, id);
  }
}
