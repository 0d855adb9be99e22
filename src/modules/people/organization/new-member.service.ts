import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { type NewPassword, UserWriter } from '../auth/user.writer.js';
import { Grants } from './grants.js';
import { MemberRepository } from './member.repository.js';
import { type Member, MemberDirectory } from './member-directory.js';
import { MemberLog } from './member-log.js';

export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: OrgRole;
  readonly password: string | null;
  /** The password is one to change first of all. */
  readonly isTemporary: boolean;
}

/** Adds members as administrators name them. */
@Injectable()
export class NewMemberService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly grants: Grants,
    private readonly users: UserWriter,
    private readonly log: MemberLog,
  ) {}

  /** Adds a member. One that a key adds gets a temporary password at most, and ends with the key until another one is set. */
  async add(caller: Caller, wanted: NewMember): Promise<Member> {
    const { orgId } = caller;
    const { email, name, role } = wanted;
    await this.grants.require(caller, role);
    const password = await this.toNewPassword(wanted, isPerson(caller));
    return this.tenant.run(orgId, async () => {
      const createdAt = this.tenant.now();
      const { mintedBy } = await this.grants.minterOf(caller);
      // only of the platform's staff do other organizations take a password
      const userId = await this.users.ensure(orgId, { email, name, ...(caller.isSuperAdmin && password) });
      if (!(await this.members.insertUnlessKnown(orgId, { userId, role, name, mintedBy, createdAt })))
        throw new AppError('already_exists', 'This user is already a member.');
      if (password !== null) await this.users.setPassword(orgId, userId, password);
      const member = await this.directory.getMember(orgId, userId);
      await this.log.added(caller, member);
      return member;
    });
  }

  private async toNewPassword(
    { email, password, isTemporary }: NewMember,
    isByPerson: boolean,
  ): Promise<NewPassword | null> {
    if (password === null) return null;
    this.users.refuseWeakPassword(password, email);
    return { hash: await this.users.hashPassword(password), isTemporary: isTemporary || !isByPerson };
  }
}
