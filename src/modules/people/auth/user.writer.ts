import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { AuthDatabase } from '../../../platform/database/auth-database.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { refuseWeakPassword } from './passwords/password-rules.js';

/** A password that an administrator sets. */
export interface NewPassword {
  readonly hash: string;
  /** Its user has to set another one first of all. */
  readonly isTemporary: boolean;
}

/** Users as other features make them. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly passwords: PasswordHasher,
    private readonly identities: AuthDatabase,
  ) {}

  /** For `ensure` and `setPassword`; slow on purpose, so not within a transaction. */
  hashPassword(password: string): Promise<string> {
    return this.passwords.hash(password);
  }

  /** @throws ValidationFailed for a weak password, as the field `password` */
  refuseWeakPassword(password: string, email: string): void {
    refuseWeakPassword('password', password, email);
  }

  /**
   * The user with that address, made when there is none, in the open tenant transaction. One that exists keeps name
   * and password: they are not this organization's to change.
   */
  async ensure(orgId: OrgId, wanted: { email: string; name: string } & Partial<NewPassword>): Promise<UserId> {
    const rows: { id: UserId }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.ensure_user($1, $2, $3, $4) AS id', [
        wanted.email,
        wanted.name,
        wanted.hash ?? null,
        wanted.isTemporary ?? false,
      ]);
    return rows[0]!.id;
  }

  /** The person followed a link that was mailed to the address, in the open tenant transaction. */
  async verifyEmail(orgId: OrgId, id: UserId, email: string): Promise<void> {
    await this.tenant.manager(orgId).query('SELECT auth.verify_email($1, $2)', [id, email]);
  }

  /**
   * The password with which a new member signs in to the organization, and to no other, in the open tenant transaction.
   * Changes nothing for who has a password that opens all organizations.
   */
  async setPassword(orgId: OrgId, userId: UserId, { hash, isTemporary }: NewPassword): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('SELECT auth.set_member_password($1, $2, $3, $4)', [orgId, userId, hash, isTemporary]);
  }

  /**
   * Ends the sessions that a member has in the organization, in the open tenant transaction; those in others do not enter it
   * again. Answers how many ended.
   */
  async revokeSessions(orgId: OrgId, userId: UserId): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.revoke_member_sessions($1, $2) AS count', [orgId, userId]);
    return rows[0]!.count;
  }

  /**
   * Deletes the user with sessions and keys, and the names and addresses that audit log and events have of them, apart from any
   * open transaction. Answers what it found: `last` for the only SUPER_ADMIN, who stays.
   */
  async delete(userId: UserId): Promise<'deleted' | 'last' | 'unknown'> {
    const [row] = await this.identities.query<{ outcome: 'deleted' | 'last' | 'unknown' }>(
      'SELECT auth.delete_person($1) AS outcome',
      [userId],
    );
    return row!.outcome;
  }

  /** Ends the sessions and keys that a former member has in the organization, in the open tenant transaction. */
  async endAccess(orgId: OrgId, userId: UserId): Promise<void> {
    await this.tenant.manager(orgId).query('SELECT auth.end_access($1, $2)', [orgId, userId]);
  }
}
