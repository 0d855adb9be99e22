import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ApiKeyId, OrgId, RepoId, ScanId, TrustedPublisherId, UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AuthDatabase } from '../../../platform/database/auth-database.js';
import { PreparedReads } from '../../../platform/database/prepared-reads.js';
import type { KeyKind } from '../../../platform/tenancy/caller.js';
import type { RepoBound } from '../../../platform/tenancy/repo-bound.js';
import type { OrgRole, Scope } from '../../../platform/tenancy/role.js';
import type { UploadClaims } from './tokens/token-claims.js';

export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly isSuperAdmin: boolean;
}

/** `passwordHash` is the one that opens all organizations; null where there is none. */
export interface UserWithPassword extends User {
  readonly passwordHash: string | null;
}

export interface OrganizationName {
  readonly id: OrgId;
  readonly name: string;
  readonly slug: string;
}

/** An organization and the role that someone has in it. */
export interface Membership extends OrganizationName {
  readonly role: OrgRole;
}

/** A person with memberships, the oldest first. */
export interface UserWithMemberships extends User {
  readonly memberships: readonly Membership[];
}

/** A membership, and the hash of the password that opens it; null where none does. */
export interface SignInChoice extends Membership {
  readonly passwordHash: string | null;
  /** This organization only accepts sign-in through the identity provider. */
  readonly isSsoRequired: boolean;
}

/** Person behind a session. `role` is null where a SUPER_ADMIN is no member. */
export interface SessionHolder {
  readonly sessionId: string;
  readonly user: User;
  readonly org: OrganizationName;
  readonly role: OrgRole | null;
  /** The password that opened the session is temporary. */
  readonly mustChangePassword: boolean;
  /** The organization, or the service of its staff, requires a second factor that the session has not proved. */
  readonly lacksSecondFactor: boolean;
  /** Until the session ends by itself. */
  readonly validForMs: number;
}

/** Identity behind an API key. `makerRole` is null where its maker is a SUPER_ADMIN and no member. */
export interface ApiKeyHolder {
  readonly keyId: ApiKeyId;
  readonly keyName: string;
  readonly kind: KeyKind | null;
  readonly role: OrgRole;
  readonly scopes: readonly Scope[];
  readonly repoIds: RepoBound;
  readonly mayWriteBaseline: boolean;
  readonly orgId: OrgId;
  /** The person who made the key, or rotated it to this secret. */
  readonly makerId: UserId;
  readonly makerRole: OrgRole | null;
  /** Until the key ends by itself; null for one without end. */
  readonly validForMs: number | null;
  readonly lineage: readonly ApiKeyId[];
}

/** A trusted publisher behind an access token. */
export interface PublisherHolder {
  readonly kind: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly repoId: RepoId | null;
  readonly scopes: readonly Scope[];
  readonly makerId: UserId;
  /** Until the key ends that made it; null: without end. */
  readonly validForMs: number | null;
}

/** The scan of an upload token, and the one who made the token. `personRole` is null where that is a SUPER_ADMIN. */
export interface UploadHolder {
  readonly repoId: RepoId;
  readonly makerName: string;
  readonly userId: UserId;
  readonly personRole: OrgRole | null;
  /** Of the key that made it; null where none did. */
  readonly keyRole: OrgRole | null;
}

/** A session that ended because a refresh token of it was used twice. */
export interface ReusedSession {
  readonly sessionId: string;
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly email: string;
}

/** Outcome of a refresh: `reused` where the token had been spent, with the session where this was its end. */
export type Refresh =
  | { readonly outcome: 'rotated'; readonly sessionId: string }
  | { readonly outcome: 'reused'; readonly session: ReusedSession | null }
  | { readonly outcome: 'unknown' };

/** Times after which sessions end. */
export interface SessionSpans {
  /** Without use. */
  readonly idleMs: number;
  /** In any case. */
  readonly longestMs: number;
}

/** Identity that begins a session, and what the provider says of its own session and sign-in. */
export interface SessionProvider {
  readonly issuer: string;
  readonly subject: string;
  readonly sessionId: string | null;
  readonly signedInAt: Date | null;
  readonly hasSecondFactor: boolean;
}

export interface NewSession extends SessionSpans {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly refreshHash: Buffer;
  readonly address: string | null;
  readonly userAgent: string | null;
  /** An identity, or the hash of a password that was checked. */
  readonly by: SessionProvider | { readonly passwordHash: string };
}

export interface KeyUses {
  readonly orgId: OrgId;
  readonly keyId: ApiKeyId;
  readonly count: number;
  readonly lastUsedAt: Date;
  /** Network address of the last use; null where it is not known. */
  readonly address: string | null;
}

const SESSION_HOLDER = {
  name: 'signed_in_person',
  text: `
    SELECT *, is_super_admin AND auth.staff_need_second_factor($2)
      AND NOT (SELECT is_proven FROM auth.second_factor_owner($1)) AS lacks_staff_factor
    FROM auth.find_signed_in_person($1) WHERE auth.is_open_to(org_id, user_id)`,
};
const API_KEY_HOLDER = {
  name: 'api_key_holder',
  text: `
    SELECT key_id AS "keyId", key_name AS "keyName", role, scopes, repo_ids AS "repoIds",
      may_write_baseline AS "mayWriteBaseline", org_id AS "orgId", maker_id AS "makerId", maker_role AS "makerRole",
      valid_for_ms AS "validForMs", lineage, (SELECT k.kind FROM auth.key_kinds(org_id, ARRAY[key_id]) k) AS kind
    FROM auth.find_bound_key_holder($1) WHERE auth.is_open_to(org_id, NULL)`,
};

const PUBLISHER_HOLDER = {
  name: 'publisher_holder',
  text: `
    SELECT kind, claims, repo_id AS "repoId", scopes, maker_id AS "makerId", valid_for_ms AS "validForMs"
    FROM auth.find_publisher_holder($1, $2) WHERE auth.is_open_to($1, NULL) AND auth.tokens_since($1, $2) = $3`,
};

const UPLOAD_HOLDER = {
  name: 'upload_holder',
  text: `
    SELECT h.repo_id AS "repoId", h.maker_name AS "makerName", m.user_id AS "userId", m.person_role AS "personRole",
      m.key_role AS "keyRole"
    FROM auth.find_upload_holder($1, $2, $3, $4) h, auth.find_upload_maker($1, $3, $4, $6, $7) m
    WHERE auth.is_open_to($1, NULL) AND auth.tokens_since($1, CASE $3 WHEN 'trusted_publisher' THEN $4::bigint END) = $5`,
};

/**
 * Reads identities before a tenant is known: users, sessions and holders of keys, through the functions of schema
 * `auth`. The one repository that works outside a tenant transaction.
 */
@Injectable()
export class IdentityRepository {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly reads: PreparedReads,
    private readonly identities: AuthDatabase,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'requireStaffSecondFactor'>,
  ) {}

  async findUserByEmail(email: string): Promise<UserWithPassword | null> {
    const [row] = await this.identities.query<UserWithPassword>(
      `SELECT id, email, name, is_super_admin AS "isSuperAdmin", password_hash AS "passwordHash"
       FROM auth.find_user_by_email($1)`,
      [email],
    );
    return row ?? null;
  }

  /** Memberships are those that the session opens; without a session, those that count for outside identities. */
  async findUserWithMemberships(id: UserId, sessionId: string | null): Promise<UserWithMemberships | null> {
    const [row] = await this.rows<UserWithMemberships>(
      `SELECT id, email, name, is_super_admin AS "isSuperAdmin", (
         SELECT coalesce(json_agg(json_build_object('id', o.org_id, 'name', o.name, 'slug', o.slug, 'role', o.role)
           ORDER BY o.ordinality), '[]')
         FROM auth.organizations_open_to($1, $2) WITH ORDINALITY o WHERE auth.is_open_to(o.org_id, $1)
       ) AS memberships
       FROM auth.find_users(ARRAY[$1::bigint])`,
      [id, sessionId],
    );
    return row ?? null;
  }

  /** Organizations in which the user may sign in, the oldest membership first. */
  signInChoices(userId: UserId): Promise<SignInChoice[]> {
    return this.identities.query(
      `SELECT org_id AS id, name, slug, role, password_hash AS "passwordHash", sso_required AS "isSsoRequired"
       FROM auth.sign_in_choices($1) WHERE auth.is_open_to(org_id, $1)`,
      [userId],
    );
  }

  /** Null where the password that was checked has been replaced since. */
  async createSession(session: NewSession): Promise<string | null> {
    const { by } = session;
    const values = [
      session.orgId,
      session.userId,
      session.refreshHash,
      session.idleMs / 1000,
      session.longestMs / 1000,
      session.address,
      session.userAgent,
    ];
    const spans = 'make_interval(secs => $4), make_interval(secs => $5)';
    const [row] =
      'issuer' in by
        ? await this.identities.query<{ id: string }>(
            `SELECT auth.begin_session_by_provider($1, $2, $3, ${spans}, $6, $7, $8, $9, $10, $11, $12) AS id`,
            [...values, by.issuer, by.subject, by.sessionId, by.signedInAt, by.hasSecondFactor],
          )
        : await this.identities.query<{ id: string | null }>(
            `SELECT auth.begin_session_by_password($1, $2, $8, $3, ${spans}, $6, $7) AS id`,
            [...values, by.passwordHash],
          );
    return row!.id;
  }

  /** Null when the session is over, or its user neither a member of its organization any more nor SUPER_ADMIN. */
  async resolveSession(sessionId: string): Promise<SessionHolder | null> {
    const staffNeed = this.config.requireStaffSecondFactor;
    const [row] = await this.reads.read<SessionRow>(SESSION_HOLDER, [
      sessionId,
      staffNeed === null ? null : String(staffNeed),
    ]);
    return row ? toSessionHolder(row) : null;
  }

  /** Time until the absolute end of a session. */
  async sessionLastsMs(sessionId: string): Promise<number> {
    const [row] = await this.rows<{ ms: number }>('SELECT auth.session_lasts_ms($1) AS ms', [sessionId]);
    return row!.ms;
  }

  /** Spends a refresh token for a fresh one, and extends their session. One that was spent ends it. */
  async rotateRefreshToken(spent: Buffer, fresh: Buffer, idleMs: number): Promise<Refresh> {
    const [row] = await this.rows<ReusedSession & { outcome: Refresh['outcome']; isFirst: boolean }>(
      `SELECT outcome, session_id AS "sessionId", org_id AS "orgId", user_id AS "userId", email, first_reuse AS "isFirst"
       FROM auth.refresh_session($1, $2, make_interval(secs => $3))`,
      [spent, fresh, idleMs / 1000],
    );
    const { outcome, isFirst, ...session } = row!;
    if (outcome === 'rotated') return { outcome, sessionId: session.sessionId };
    return outcome === 'reused' ? { outcome, session: isFirst ? session : null } : { outcome };
  }

  /** Moves the idle end of a session that is used; nothing where it ended, or was moved a short while ago. */
  async extendSession(sessionId: string, idleMs: number): Promise<void> {
    await this.rows('SELECT auth.extend_session($1, make_interval(secs => $2))', [sessionId, idleMs / 1000]);
  }

  /** Null when there is no such key, it is over, or its maker has left the organization. */
  async resolveApiKey(keyHash: Buffer): Promise<ApiKeyHolder | null> {
    const [row] = await this.reads.read<ApiKeyHolder>(API_KEY_HOLDER, [keyHash]);
    return row ?? null;
  }

  /**
   * The last time that tokens of the organization ended all at once, or those of this publisher: in seconds since the epoch, as text,
   * which no number of JavaScript has exactly.
   */
  async tokensSince(orgId: OrgId, publisherId: TrustedPublisherId | null): Promise<string> {
    const [row] = await this.rows<{ since: string }>('SELECT auth.tokens_since($1, $2)::text AS since', [
      orgId,
      publisherId,
    ]);
    return row!.since;
  }

  /** Null when there is no such publisher any more. @param since `tokensSince` when the token was issued */
  async resolvePublisher(orgId: OrgId, id: TrustedPublisherId, since: string): Promise<PublisherHolder | null> {
    const [row] = await this.reads.read<PublisherHolder>(PUBLISHER_HOLDER, [String(orgId), String(id), since]);
    return row ?? null;
  }

  /**
   * Null when the scan or the maker is gone, or the secret or the session has ended.
   *
   * @param token `secret`: that of the key which made it; null: no key did. `session` likewise. `since` as for `resolvePublisher`
   */
  async resolveUpload(
    orgId: OrgId,
    scanId: ScanId,
    { maker, secret, session, since }: Pick<UploadClaims, 'maker' | 'secret' | 'session' | 'since'>,
  ): Promise<UploadHolder | null> {
    const values = [String(orgId), String(scanId), maker.type, String(maker.id), since, secret, session];
    const [row] = await this.reads.read<UploadHolder>(UPLOAD_HOLDER, values);
    return row ?? null;
  }

  async recordKeyUses(uses: readonly KeyUses[]): Promise<void> {
    await this.rows('SELECT auth.record_key_uses($1, $2, $3, $4, $5)', [
      uses.map((use) => use.orgId),
      uses.map((use) => use.keyId),
      uses.map((use) => use.count),
      uses.map((use) => use.lastUsedAt),
      uses.map((use) => use.address),
    ]);
  }

  async hasUsers(): Promise<boolean> {
    const [row] = await this.rows<{ has: boolean }>('SELECT auth.has_users() AS has', []);
    return row?.has ?? false;
  }

  /** The first organization and its owner, who is SUPER_ADMIN; null when there is a user already. */
  async bootstrap(
    org: { name: string; slug: string },
    admin: { email: string; name: string; passwordHash: string },
  ): Promise<{ orgId: OrgId; userId: UserId } | null> {
    const [row] = await this.rows<{ orgId: OrgId; userId: UserId }>(
      'SELECT org_id AS "orgId", user_id AS "userId" FROM auth.bootstrap($1, $2, $3, $4, $5)',
      [org.name, org.slug, admin.email, admin.name, admin.passwordHash],
    );
    return row ?? null;
  }

  /** The one that `bootstrap` made, before all others. */
  async getFirstOrganization(): Promise<OrgId> {
    const [row] = await this.rows<{ id: OrgId }>('SELECT id FROM auth.list_organizations(0, 1)', []);
    if (!row) throw new Error('No organization exists yet.');
    return row.id;
  }

  private rows<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    return this.source.query<Row[]>(sql, values);
  }
}

interface SessionRow {
  readonly session_id: string;
  readonly user_id: UserId;
  readonly email: string;
  readonly name: string;
  readonly is_super_admin: boolean;
  readonly org_id: OrgId;
  readonly org_name: string;
  readonly org_slug: string;
  readonly role: OrgRole | null;
  readonly valid_for_ms: number;
  readonly must_change_password: boolean;
  readonly second_factor_required: boolean;
  readonly lacks_staff_factor: boolean;
}

function toSessionHolder(row: SessionRow): SessionHolder {
  return {
    sessionId: row.session_id,
    user: { id: row.user_id, email: row.email, name: row.name, isSuperAdmin: row.is_super_admin },
    org: { id: row.org_id, name: row.org_name, slug: row.org_slug },
    role: row.role,
    mustChangePassword: row.must_change_password,
    lacksSecondFactor: row.second_factor_required || row.lacks_staff_factor,
    validForMs: row.valid_for_ms,
  };
}
