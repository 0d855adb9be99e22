import { Injectable } from '@nestjs/common';
import type { RuleName } from '../../../domain/gate/policy.js';
import type { WaiverDraft } from '../../../domain/gate/waiver-draft.js';
import type { IssueId, OrgId, RepoId, UserId, WaiverId, WaiverRequestId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { KeyKind } from '../../../platform/tenancy/caller.js';
import { selectActorNames } from '../../people/auth/actor.reader.js';
import type { Problem } from '../findings/issues/issue.reader.js';
import { joinRepo } from './repo-name.read-model.js';

export const REQUEST_STATES = ['requested', 'approved', 'declined', 'withdrawn'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Requested thing: a waiver of a rule, or the acceptance of a problem. */
export interface RequestDraft extends Omit<WaiverDraft, 'rule'> {
  /** Null for an acceptance. */
  readonly rule: RuleName | null;
  /** Null for a waiver, as `problem`. */
  readonly issueId: IssueId | null;
  /** The finding as it was when the request was made. */
  readonly problem: Problem | null;
}

/** A member's request, with the names of people; null where they are not known any more. */
export interface WaiverRequest extends RequestDraft {
  readonly id: WaiverRequestId;
  readonly state: RequestState;
  /** Null for the whole organization, too. */
  readonly repoName: string | null;
  /** As `describeActor` has it. */
  readonly createdBy: string;
  /** The person, or the one who made the key. */
  readonly createdByUserId: UserId;
  readonly createdByName: string | null;
  /** Kind of the key that made it. */
  readonly createdByKind: KeyKind | null;
  readonly createdAt: Date;
  /** Null while it is open, as all that follows. */
  readonly decidedByUserId: UserId | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly declineReason: string | null;
  /** The waiver that an approval made; null for an acceptance. */
  readonly waiverId: WaiverId | null;
}

/** A person, and how stored rows name the credentials. */
export interface Decider {
  readonly userId: UserId;
  /** `describeActor` of the caller. */
  readonly by: string;
  readonly at: Date;
}

/** End of an open request. */
export interface Decision extends Decider {
  readonly state: Exclude<RequestState, 'requested'>;
  readonly declineReason?: string;
  readonly waiverId?: WaiverId;
}

export interface RequestFilter {
  readonly state?: RequestState | undefined;
  /** Those for this repository and its pull requests. */
  readonly repoId?: RepoId | undefined;
}

export interface RequestPage {
  /** Null for all. */
  readonly limit: number | null;
  readonly beforeId: WaiverRequestId | null;
}

/** SQL of the author among those of a kind: a person by the column that an import translates, a key by its own id. */
const authorOf = (kind: string, id = "split_part(r.created_by, ':', 2)::bigint"): string =>
  `CASE split_part(r.created_by, ':', 1) WHEN '${kind}' THEN ARRAY[${id}] ELSE '{}' END`;

/** $1 is the organization. */
const SELECT = `
  SELECT r.id, r.state, r.rule, r.issue_id AS "issueId", r.problem, r.reason, r.repo_id AS "repoId", repo.name AS "repoName", r.pr_number AS "prNumber", r.max_actual AS "maxActual",
    r.expires_at AS "expiresAt", r.created_by AS "createdBy", r.created_by_user_id AS "createdByUserId", author.name AS "createdByName", made.kind AS "createdByKind",
    r.created_at AS "createdAt", r.decided_by_user_id AS "decidedByUserId", decider.name AS "decidedByName",
    r.decided_at AS "decidedAt", r.decline_reason AS "declineReason", r.waiver_id AS "waiverId"
  FROM waiver_requests r
  ${joinRepo('r')}
  LEFT JOIN LATERAL (${selectActorNames({ users: authorOf('user', 'r.created_by_user_id'), keys: authorOf('api_key'), publishers: authorOf('trusted_publisher') })})
    AS author ON true
  LEFT JOIN LATERAL auth.key_kinds(r.org_id, ${authorOf('api_key')}) AS made ON true
  LEFT JOIN LATERAL auth.find_users(ARRAY[r.decided_by_user_id]) AS decider ON true
  WHERE r.org_id = $1`;

@Injectable()
export class WaiverRequestRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, draft: RequestDraft, { userId, by, at }: Decider): Promise<WaiverRequestId> {
    const { rule, issueId, problem, reason, repoId, prNumber, maxActual, expiresAt } = draft;
    const rows: { id: WaiverRequestId }[] = await this.query(
      orgId,
      `INSERT INTO waiver_requests (org_id, rule, issue_id, problem, reason, repo_id, pr_number, max_actual, expires_at,
         created_by_user_id, created_by, created_at)
       VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8::jsonb, $9, $10, $11, $12) RETURNING id`,
      [
        ...[orgId, rule, issueId, toJson(problem), reason, repoId, prNumber, toJson(maxActual), expiresAt],
        ...[userId, by, at],
      ],
    );
    return rows[0]!.id;
  }

  /**
   * Open requests of an author, and those of them for the same rule and place or the same problem. Until the end of the transaction
   * nobody else counts those of this author.
   *
   * @param by as `describeActor` has it
   */
  async countOpenOf(
    orgId: OrgId,
    by: string,
    { rule, issueId, repoId, prNumber }: RequestDraft,
  ): Promise<{ readonly open: number; readonly same: number }> {
    await this.query(orgId, `SELECT pg_advisory_xact_lock(hashtextextended('waiver_requests:' || $1, 0))`, [
      `${orgId}:${by}`,
    ]);
    const rows: { open: number; same: number }[] = await this.query(
      orgId,
      `SELECT count(*) AS open, count(*) FILTER (WHERE rule IS NOT DISTINCT FROM $3 AND issue_id IS NOT DISTINCT FROM $4
           AND repo_id IS NOT DISTINCT FROM $5 AND pr_number IS NOT DISTINCT FROM $6) AS same
       FROM waiver_requests WHERE org_id = $1 AND state = 'requested' AND created_by = $2`,
      [orgId, by, rule, issueId, repoId, prNumber],
    );
    return rows[0]!;
  }

  async findRequest(orgId: OrgId, id: WaiverRequestId): Promise<WaiverRequest | null> {
    const rows: WaiverRequest[] = await this.query(orgId, `${SELECT} AND r.id = $2`, [orgId, id]);
    return rows[0] ?? null;
  }

  /** The request, locked to the end of the transaction; null where there is none. */
  async lock(orgId: OrgId, id: WaiverRequestId): Promise<WaiverRequest | null> {
    await this.query(orgId, 'SELECT FROM waiver_requests WHERE org_id = $1 AND id = $2 FOR UPDATE', [orgId, id]);
    return this.findRequest(orgId, id);
  }

  async decide(orgId: OrgId, id: WaiverRequestId, decision: Decision): Promise<void> {
    const { state, userId, by, at, declineReason = null, waiverId = null } = decision;
    await this.query(
      orgId,
      `UPDATE waiver_requests SET state = $3, decided_by_user_id = $4, decided_by = $5, decided_at = $6,
         decline_reason = $7, waiver_id = $8
       WHERE org_id = $1 AND id = $2`,
      [orgId, id, state, userId, by, at, declineReason, waiverId],
    );
  }

  /** Newest first. */
  listRequests(orgId: OrgId, { state, repoId }: RequestFilter, page: RequestPage): Promise<WaiverRequest[]> {
    return this.query(
      orgId,
      `${SELECT}
         AND ($2::text IS NULL OR r.state = $2)
         AND ($3::bigint IS NULL OR r.repo_id = $3)
         AND ($4::bigint IS NULL OR r.id < $4)
       ORDER BY r.id DESC LIMIT $5`,
      [orgId, state ?? null, repoId ?? null, page.beforeId, page.limit],
    );
  }

  /** The open ones and the newest of those that are decided, newest first. */
  listOpenAndDecided(orgId: OrgId, repoId: RepoId | undefined, mostDecided: number): Promise<WaiverRequest[]> {
    return this.query(
      orgId,
      `${SELECT}
         AND ($2::bigint IS NULL OR r.repo_id = $2)
         AND (r.state = 'requested' OR r.id IN (
           SELECT d.id FROM waiver_requests d
           WHERE d.org_id = $1 AND d.state <> 'requested' AND ($2::bigint IS NULL OR d.repo_id = $2)
           ORDER BY d.id DESC LIMIT $3))
       ORDER BY r.id DESC`,
      [orgId, repoId ?? null, mostDecided],
    );
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

const toJson = (value: WaiverDraft['maxActual'] | Problem): string | null =>
  value === null ? null : JSON.stringify(value);
