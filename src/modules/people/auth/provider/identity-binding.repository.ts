import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, UserId } from '../../../../domain/ids.js';
import { hashSecret } from '../../../../platform/secrets/random-secret.js';
import type { OrgRole } from '../../../../platform/tenancy/role.js';
import type { Membership, User } from '../identity.repository.js';
import type { ProviderLogout } from './oidc-client.js';
import type { ProviderIdentity } from './provider-identity.js';

/** Reasons why an identity is no user's; `link_required` also for one that was unbound within a day. */
export type Unbound = 'unverified' | 'unknown' | 'link_required';

/** Outcome of binding an identity to the user of a session. */
export type Link = 'linked' | 'taken' | 'narrow' | 'over';

/** A membership that an identity calls for; `role` is null for one that is to end. */
export interface Mapping {
  readonly orgId: OrgId;
  readonly role: OrgRole | null;
}

/** A membership that counts for an outside identity. */
export interface CountingMembership extends Membership {
  readonly requiresSecondFactor: boolean;
}

/** A session that ended because its person signed out at the provider. */
export interface EndedSession {
  readonly sessionId: string;
  readonly orgId: OrgId;
  readonly userId: UserId;
}

/** Issuer of notices of sign-outs beside those of identity tokens. */
const LOGOUTS = 'logout';

/**
 * Binds identities of the identity provider to users, and reads what counts for them
 * (docs/adr/identity.md#identities-and-memberships-that-count).
 */
@Injectable()
export class IdentityBindings {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** The user of an identity, which a verified address binds the first time (`isNew`); else the reason why there is none. */
  async resolve({
    issuer,
    subject,
    verifiedEmail,
  }: ProviderIdentity): Promise<{ readonly user: User; readonly isNew: boolean } | Unbound> {
    const [row] = await this.source.query<(User & { outcome: Unbound | 'known' | 'bound' })[]>(
      `SELECT r.outcome, u.id, u.email, u.name, u.is_super_admin AS "isSuperAdmin"
       FROM auth.resolve_identity($1, $2, $3) r LEFT JOIN LATERAL auth.find_users(ARRAY[r.user_id]) u ON true`,
      [issuer, subject, verifiedEmail],
    );
    const { outcome, ...user } = row!;
    return outcome === 'known' || outcome === 'bound' ? { user, isNew: outcome === 'bound' } : outcome;
  }

  /** The provider says that mails reach the user at the address. */
  async verifyEmail(userId: UserId, { verifiedEmail }: ProviderIdentity): Promise<void> {
    if (verifiedEmail !== null) await this.source.query('SELECT auth.verify_email($1, $2)', [userId, verifiedEmail]);
  }

  /** True where staff need a second factor. @param required what the operator decided; null: once one of the staff has one */
  async staffNeedSecondFactor(required: boolean | null): Promise<boolean> {
    const [row] = await this.source.query<{ needed: boolean }[]>('SELECT auth.staff_need_second_factor($1) AS needed', [
      required,
    ]);
    return row!.needed;
  }

  /** The memberships that count for a user's outside identities, the oldest first. */
  membershipsOf(userId: UserId): Promise<CountingMembership[]> {
    return this.source.query(
      `SELECT org_id AS id, name, slug, role, auth.requires_second_factor(org_id) AS "requiresSecondFactor"
       FROM auth.memberships_accepted_by($1) WHERE auth.is_open_to(org_id, $1)`,
      [userId],
    );
  }

  async link(sessionId: string, { issuer, subject, verifiedEmail }: ProviderIdentity): Promise<Link> {
    const [row] = await this.source.query<{ outcome: Link }[]>('SELECT auth.link_identity($1, $2, $3, $4) AS outcome', [
      sessionId,
      issuer,
      subject,
      verifiedEmail,
    ]);
    return row!.outcome;
  }

  /** Memberships that an identity calls for and that are otherwise; of nobody yet, those to come. */
  findMappings(userId: UserId | null, { verifiedEmail, groups }: ProviderIdentity): Promise<Mapping[]> {
    const domain = verifiedEmail?.slice(verifiedEmail.lastIndexOf('@') + 1).toLowerCase() ?? null;
    return this.source.query(
      'SELECT org_id AS "orgId", role FROM auth.find_mappings($1, $2, $3) WHERE auth.is_open_to(org_id, NULL)',
      [userId, domain, groups],
    );
  }

  /** A new user for an identity; null where somebody has the address. */
  async admit({ issuer, subject }: ProviderIdentity, email: string, name: string): Promise<UserId | null> {
    const [row] = await this.source.query<{ id: UserId | null }[]>('SELECT auth.admit_identity($1, $2, $3, $4) AS id', [
      issuer,
      subject,
      email,
      name,
    ]);
    return row!.id;
  }

  /** Ends the sessions that a sign-out at the provider is about; null for a notice that was received before. */
  endSessions(logout: ProviderLogout, now: Date): Promise<EndedSession[] | null> {
    const { issuer, subject, sessionId, until, noticeId, endsAt } = logout;
    return this.source.transaction(async (manager) => {
      const [use] = await manager.query<{ isFirst: boolean }[]>(
        'SELECT auth.use_token_id($1, $2, $3, $4) AS "isFirst"',
        [`${LOGOUTS}:${issuer}`, hashSecret(noticeId).toString('base64url'), endsAt, now],
      );
      if (!use!.isFirst) return null;
      return manager.query<EndedSession[]>(
        `SELECT session_id AS "sessionId", org_id AS "orgId", user_id AS "userId"
         FROM auth.end_provider_sessions($1, $2, $3, $4)`,
        [issuer, subject, sessionId, until],
      );
    });
  }
}
