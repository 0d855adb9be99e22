import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, UserId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';

/** The member whose password a link resets. */
export interface PasswordReset {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly email: string;
}

/** Links by which members set another password (ADR 241), by the digests of their tokens. */
@Injectable()
export class PasswordResets {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly tenant: TenantDatabase,
  ) {}

  /**
   * Stores a member's link in place of the one before, in the open tenant transaction. Returns its end; null where the
   * password is not the organization's to reset.
   */
  async store(orgId: OrgId, userId: UserId, tokenHash: Buffer, lastsMs: number): Promise<Date | null> {
    const rows: { at: Date | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.store_password_reset($1, $2, $3, make_interval(secs => $4)) AS at', [
        orgId,
        userId,
        tokenHash,
        lastsMs / 1000,
      ]);
    return rows[0]!.at;
  }

  /** Null for a token that is unknown, spent or expired. */
  async find(tokenHash: Buffer): Promise<PasswordReset | null> {
    const rows = await this.source.query<PasswordReset[]>(
      'SELECT org_id AS "orgId", user_id AS "userId", email FROM auth.find_password_reset($1)',
      [tokenHash],
    );
    return rows[0] ?? null;
  }

  /** Spends the token, sets the password and ends all sessions of its user; false as `find` returns null. */
  async reset(tokenHash: Buffer, passwordHash: string): Promise<boolean> {
    const rows = await this.source.query<{ done: boolean }[]>('SELECT auth.reset_password($1, $2) AS done', [
      tokenHash,
      passwordHash,
    ]);
    return rows[0]!.done;
  }
}
