import { Injectable } from '@nestjs/common';
import type { UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { UserWriter } from '../auth/user.writer.js';
import { MemberDirectory } from './member-directory.js';
import { MemberLog } from './member-log.js';

/** Ends sessions of members. */
@Injectable()
export class MemberSessionsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly directory: MemberDirectory,
    private readonly users: UserWriter,
    private readonly log: MemberLog,
  ) {}

  /** Ends the sessions of a member in this organization, and answers how many there were. */
  revokeSessions(caller: Caller, userId: UserId): Promise<number> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const member = await this.directory.lockAlterable(caller, userId);
      const count = await this.users.revokeSessions(orgId, userId);
      await this.log.revokedSessions(caller, member, count);
      return count;
    });
  }
}
