import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, Realm, UserId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { SealedText, UnreadableSecret } from '../../../../platform/secrets/sealed-text.js';

/** A time-based code's secret, which belongs to the password of its realm. */
export interface TotpSecret {
  readonly userId: UserId;
  readonly realm: Realm;
  /** In base32; null where it cannot be opened, as its key is lost. */
  readonly secret: string | null;
}

/** Person and realm whose second factors a session manages. */
export interface SecondFactorOwner {
  readonly userId: UserId;
  readonly realm: Realm;
  /** The person's password opens all organizations: all of the person's second factors count. */
  readonly hasOwnPassword: boolean;
  /** The person signed in, at the identity provider by its word, or proved a second factor, within the last 15 minutes. */
  readonly isFresh: boolean;
  /** True if the session has proved a second factor. */
  readonly isProven: boolean;
}

interface SealedSecret {
  readonly userId: UserId;
  readonly realm: Realm;
  readonly sealed: Buffer;
}

/** Second factors of people, by functions of schema `auth`. Secrets are sealed (docs/adr/keys.md#secrets-at-rest). */
@Injectable()
export class SecondFactors {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly tenant: TenantDatabase,
    private readonly sealed: SealedText,
  ) {}

  /** Null for a session that is over. */
  async findOwner(sessionId: string): Promise<SecondFactorOwner | null> {
    const [row] = await this.rows<SecondFactorOwner>(
      `SELECT user_id AS "userId", realm, is_whole AS "hasOwnPassword", is_fresh AS "isFresh", is_proven AS "isProven"
       FROM auth.second_factor_owner($1)`,
      [sessionId],
    );
    return row ?? null;
  }

  /** Stores a secret that is to be confirmed, in place of another such; false where a confirmed one is in force. */
  storeTotp(sessionId: string, { secret, ...place }: TotpSecret & { readonly secret: string }): Promise<boolean> {
    return this.answer('auth.store_totp_secret($1, $2)', [sessionId, this.sealed.seal(secret, placeOf(place))]);
  }

  /** The secret that the session may confirm; null where there is none. */
  async findPendingTotp(sessionId: string): Promise<TotpSecret | null> {
    const [row] = await this.rows<SealedSecret>(
      'SELECT user_id AS "userId", realm, secret AS sealed FROM auth.find_pending_totp($1)',
      [sessionId],
    );
    return row ? this.open(row) : null;
  }

  /**
   * Confirms the pending secret with the code of a time step, and stores the digests of new recovery codes. Sessions that
   * began without the second factor end. False where none was pending.
   */
  confirmTotp(sessionId: string, step: number, codeHashes: readonly Buffer[]): Promise<boolean> {
    return this.answer('auth.confirm_totp($1, $2, $3)', [sessionId, step, codeHashes]);
  }

  /** Removes the secret that the session manages with its recovery codes; false where there is none. */
  removeTotp(sessionId: string): Promise<boolean> {
    return this.answer('auth.remove_totp($1)', [sessionId]);
  }

  /** The secrets one of which a sign-in to the organization by a password requires. */
  async listTotp(userId: UserId, orgId: number): Promise<TotpSecret[]> {
    const rows = await this.rows<Omit<SealedSecret, 'userId'>>(
      'SELECT realm, secret AS sealed FROM auth.find_totp_secrets($1, $2)',
      [userId, orgId],
    );
    return rows.map((row) => this.open({ ...row, userId }));
  }

  /** Spends the code of a time step; false where it, or a later one, was spent. */
  takeTotpStep({ userId, realm }: Pick<TotpSecret, 'userId' | 'realm'>, step: number): Promise<boolean> {
    return this.answer('auth.take_totp_step($1, $2, $3)', [userId, realm, step]);
  }

  /** Recovery codes that are left for sign-ins to the organization. */
  async countRecoveryCodes(userId: UserId, orgId: number): Promise<number> {
    const [row] = await this.rows<{ count: number }>('SELECT auth.count_recovery_codes($1, $2) AS count', [
      userId,
      orgId,
    ]);
    return row!.count;
  }

  /** Spends a recovery code; false for an unknown one. */
  takeRecoveryCode(userId: UserId, orgId: number, codeHash: Buffer): Promise<boolean> {
    return this.answer('auth.take_recovery_code($1, $2, $3)', [userId, orgId, codeHash]);
  }

  /** Notes that the session's person proved a second factor now. */
  async prove(sessionId: string): Promise<void> {
    await this.rows('SELECT auth.prove_second_factor($1)', [sessionId]);
  }

  /**
   * Removes a member's second factors in the open tenant transaction, and ends all sessions; answers how many there were.
   * Null where they are not the organization's to reset.
   */
  async reset(orgId: OrgId, userId: UserId): Promise<number | null> {
    const rows: { count: number | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.reset_second_factors($1, $2) AS count', [orgId, userId]);
    return rows[0]!.count;
  }

  private open({ userId, realm, sealed }: SealedSecret): TotpSecret {
    const place = { userId, realm };
    try {
      return { ...place, secret: this.sealed.open(sealed, placeOf(place)) };
    } catch (error) {
      if (error instanceof UnreadableSecret) return { ...place, secret: null };
      throw error;
    }
  }

  private async answer(call: string, values: unknown[]): Promise<boolean> {
    const [row] = await this.rows<{ done: boolean }>(`SELECT ${call} AS done`, values);
    return row!.done;
  }

  private rows<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    return this.source.query<Row[]>(sql, values);
  }
}

const placeOf = ({ userId, realm }: Pick<TotpSecret, 'userId' | 'realm'>) => ({
  table: 'auth.totp_secrets',
  orgId: realm,
  id: userId,
  column: 'secret',
});
