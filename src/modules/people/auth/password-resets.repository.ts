import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { MintingKey } from './minting-key.reader.js';

/** The person whose password a link resets. */
export interface PasswordReset {
  /** Those that the password opens. */
  readonly orgIds: readonly OrgId[];
  readonly userId: UserId;
  readonly email: string;
  readonly expiresAt: Date;
  /** False for a link that an administrator made, of one organization. */
  readonly isMailed: boolean;
}

/**
 * Outcome of a request for a link by mail. `email` is that of the account, which the one of the request may differ from by
 * case. `sso`: the person signs in at an identity provider alone. `none`: nobody has the address. `too_many`: mails within an
 * hour.
 */
export type OwnReset =
  | { readonly outcome: 'link' | 'sso' | 'too_many'; readonly email: string }
  | { readonly outcome: 'none' };

/** Maker of a member's link, without whose right it does not work, and what its use ends. */
export interface LinkMaker {
  readonly maker: UserId;
  /** The key that it ends with. */
  readonly minter: MintingKey;
  /** True: all identities and passkeys of the member. */
  readonly unbinds: boolean;
}

/** Number of identities and second factors that ended with a password. */
export interface EndedByReset {
  readonly identities: number;
  readonly factors: number;
}

/** A second factor of the person whose password a link resets. */
export interface SecondFactorAtReset {
  readonly kind: 'totp' | 'passkey';
  /** Null for an authenticator app. */
  readonly name: string | null;
  readonly setUpAt: Date;
  /** It ends with the use of the link. */
  readonly ends: boolean;
}

/**
 * Links by which people set another password (docs/adr/identity.md#resets-by-link-and-operator,
 * docs/adr/identity.md#resets-by-mail), by the digests of their tokens.
 */
@Injectable()
export class PasswordResets {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly tenant: TenantDatabase,
  ) {}

  /**
   * Stores a member's link in place of the one before, in the open tenant transaction. Returns its end; null where the
   * password is not the organization's to reset.
   *
   * @param of by whom, and what its use ends
   */
  async store(
    orgId: OrgId,
    userId: UserId,
    tokenHash: Buffer,
    { lastsMs, unbinds, maker, minter }: { lastsMs: number } & LinkMaker,
  ): Promise<Date | null> {
    const rows: { at: Date | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.make_member_reset($1, $2, $3, make_interval(secs => $4), $5, $6, $7, $8) AS at', [
        orgId,
        userId,
        tokenHash,
        lastsMs / 1000,
        unbinds,
        minter.mintedBy,
        minter.expiresAt,
        maker,
      ]);
    return rows[0]!.at;
  }

  /**
   * Stores the link of the person with an address in place of the previous one.
   *
   * @param counts false for another attempt to send the same mail
   */
  async storeOwn(address: string, tokenHash: Buffer, lastsMs: number, counts: boolean): Promise<OwnReset> {
    const rows = await this.source.query<OwnReset[]>(
      'SELECT outcome, email FROM auth.make_own_password_reset($1, $2, make_interval(secs => $3), $4)',
      [address, tokenHash, lastsMs / 1000, counts],
    );
    return rows[0]!;
  }

  /** Null for a token that is unknown, spent or expired. */
  async find(tokenHash: Buffer): Promise<PasswordReset | null> {
    const rows = await this.source.query<PasswordReset[]>(
      `SELECT org_ids AS "orgIds", user_id AS "userId", email, expires_at AS "expiresAt", is_mailed AS "isMailed"
       FROM auth.find_reset($1)`,
      [tokenHash],
    );
    return rows[0] ?? null;
  }

  /** The oldest first. */
  listSecondFactors(tokenHash: Buffer): Promise<SecondFactorAtReset[]> {
    return this.source.query('SELECT kind, name, set_up_at AS "setUpAt", ends FROM auth.second_factors_at_reset($1)', [
      tokenHash,
    ]);
  }

  /** Spends the token, sets the password and ends all sessions of its user; null as `find` returns null. */
  async reset(tokenHash: Buffer, passwordHash: string): Promise<EndedByReset | null> {
    const rows = await this.source.query<EndedByReset[]>(
      'SELECT identities, factors FROM auth.reset_password_by_token($1, $2)',
      [tokenHash, passwordHash],
    );
    return rows[0] ?? null;
  }
}
