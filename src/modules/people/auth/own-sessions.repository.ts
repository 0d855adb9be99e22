import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId } from '../../../domain/ids.js';
import { AuthDatabase } from '../../../platform/database/auth-database.js';

/** A session that is not over. */
export interface OpenSession {
  readonly id: string;
  readonly orgId: OrgId;
  /** Identity provider at which it began; null if it began with a password or a passkey. */
  readonly issuer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Sessions of a person, of every origin, that one session may list and end, and the password behind it: those of one
 * organization when the password was set there, else all of them (docs/adr/identity.md#passwords-and-organizations).
 */
@Injectable()
export class OwnSessions {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly identities: AuthDatabase,
  ) {}

  /** The newest first. */
  listSessions(sessionId: string): Promise<OpenSession[]> {
    return this.source.query(
      `SELECT id, org_id AS "orgId", issuer, address, user_agent AS "userAgent", created_at AS "createdAt",
         expires_at AS "expiresAt"
       FROM auth.list_own_sessions($1)`,
      [sessionId],
    );
  }

  /** Time at which `ended` ended, now or before; null when this session may not end it. It may end itself. */
  async revoke(ended: string, sessionId: string): Promise<Date | null> {
    const rows = await this.source.query<{ at: Date | null }[]>('SELECT auth.revoke_own_session($1, $2) AS at', [
      ended,
      sessionId,
    ]);
    return rows[0]?.at ?? null;
  }

  /** Binds the session to another organization; false where its password does not open that one. */
  async move(sessionId: string, orgId: OrgId): Promise<boolean> {
    const rows = await this.source.query<{ moved: boolean }[]>(
      `SELECT CASE WHEN auth.is_open_to($2, (SELECT user_id FROM auth.sessions_beside($1) WHERE id = $1))
         THEN auth.move_session($1, $2) ELSE false END AS moved`,
      [sessionId, orgId],
    );
    return rows[0]!.moved;
  }

  /** The hash of the password that the session was begun with. */
  async passwordHash(sessionId: string): Promise<string | null> {
    const rows = await this.identities.query<{ hash: string | null }>('SELECT auth.password_behind($1) AS hash', [
      sessionId,
    ]);
    return rows[0]?.hash ?? null;
  }

  /** Replaces that password and ends the other sessions; those of identities may be kept. */
  async changePassword(sessionId: string, passwordHash: string, keepsIdentities: boolean): Promise<void> {
    await this.source.query('SELECT auth.change_own_password($1, $2, $3)', [sessionId, passwordHash, keepsIdentities]);
  }
}
