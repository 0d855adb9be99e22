import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Realm, UserId } from '../../../../domain/ids.js';

/** A passkey as its owner knows it. */
export interface OwnPasskey {
  readonly id: string;
  readonly name: string;
  readonly credentialId: Buffer;
  readonly transports: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A passkey as an assertion names it. */
export interface KnownPasskey {
  readonly id: string;
  readonly userId: UserId;
  readonly email: string;
  readonly realm: Realm;
  /** As COSE encodes it. */
  readonly publicKey: Buffer;
  /** False for a second factor alone. */
  readonly signsIn: boolean;
}

export interface NewPasskey {
  readonly name: string;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly transports: readonly string[];
}

/** Outcome of a registration: `added`, or the reason against it. */
export type Addition =
  | { readonly outcome: 'added'; readonly id: string; readonly createdAt: Date; readonly isFirst: boolean }
  | { readonly outcome: 'over' | 'stale' | 'unproven' | 'full' | 'taken' };

/** Issuer of spent challenges beside those of identity tokens. */
const CHALLENGES = 'passkey-challenge';

/** Passkeys of people, by functions of schema `auth`. */
@Injectable()
export class Passkeys {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Null for a credential that is not registered. */
  async findByCredential(credentialId: Buffer): Promise<KnownPasskey | null> {
    const [row] = await this.source.query<KnownPasskey[]>(
      `SELECT id, user_id AS "userId", email, realm, public_key AS "publicKey", signs_in AS "signsIn"
       FROM auth.find_passkey($1)`,
      [credentialId],
    );
    return row ?? null;
  }

  /** Passkeys that a session manages, the oldest first. */
  list(sessionId: string): Promise<OwnPasskey[]> {
    return this.source.query(
      `SELECT id, name, credential_id AS "credentialId", transports, created_at AS "createdAt",
         last_used_at AS "lastUsedAt" FROM auth.list_passkeys($1)`,
      [sessionId],
    );
  }

  /** Passkeys one of which is a second factor at a sign-in to the organization by a password. */
  async count(userId: UserId, orgId: number): Promise<number> {
    const [row] = await this.source.query<{ count: number }[]>('SELECT auth.count_passkeys($1, $2) AS count', [
      userId,
      orgId,
    ]);
    return row!.count;
  }

  /**
   * Adds a passkey to those that a session manages. The first second factor of its owner brings the recovery codes, and ends
   * sessions that began without it.
   *
   * @param codeHashes digests of recovery codes, which are stored with the first second factor alone
   */
  async add(sessionId: string, passkey: NewPasskey, codeHashes: readonly Buffer[]): Promise<Addition> {
    const [row] = await this.source.query<Addition[]>(
      `SELECT outcome, id, created_at AS "createdAt", is_first AS "isFirst"
       FROM auth.add_passkey($1, $2, $3, $4, $5, $6, $7)`,
      [
        sessionId,
        passkey.name,
        passkey.credentialId,
        passkey.publicKey,
        passkey.signCount,
        passkey.transports,
        codeHashes,
      ],
    );
    return row!;
  }

  /** Notes a signature with the count of its authenticator; false where one that counts did not count on. */
  async use(credentialId: Buffer, signCount: number): Promise<boolean> {
    const [row] = await this.source.query<{ done: boolean }[]>('SELECT auth.use_passkey($1, $2) AS done', [
      credentialId,
      signCount,
    ]);
    return row!.done;
  }

  /** Stores a spent challenge until its end; false where it was spent before. */
  async spendChallenge(digest: string, endsAt: Date, now: Date): Promise<boolean> {
    const [row] = await this.source.query<{ done: boolean }[]>('SELECT auth.use_token_id($1, $2, $3, $4) AS done', [
      CHALLENGES,
      digest,
      endsAt,
      now,
    ]);
    return row!.done;
  }

  /** Removes one of the passkeys that a session manages; answers its name, null for another one. */
  async remove(sessionId: string, id: string): Promise<string | null> {
    const [row] = await this.source.query<{ name: string | null }[]>('SELECT auth.remove_passkey($1, $2) AS name', [
      sessionId,
      id,
    ]);
    return row!.name;
  }
}
