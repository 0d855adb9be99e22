import { Injectable } from '@nestjs/common';
import type { RuleName } from '../../../domain/gate/policy.js';
import { IN_INBOX_DAYS } from '../../../domain/gate/waiver-periods.js';
import type { OrgId, RepoId, ScanId, UserId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { selectActorNames } from '../../people/auth/actor.reader.js';
import { isWrittenBy } from '../../verdict/scan/author-digests.reader.js';
import { IS_SHOWN_OF_PULL } from '../../verdict/scan/scan.reader.js';
import { isInForce, isOpen } from './conditions.js';
import { OF_SCAN, statusOf } from './pull-requests.read-model.js';

/** Repository of an entry; null for the whole organization. */
export interface InboxRepo {
  readonly id: RepoId;
  readonly name: string;
}

/** Things that wait for a person, as the database writes them into JSON. */
export interface Inbox {
  readonly requests: readonly {
    readonly id: number;
    /** Null for the acceptance of a problem. */
    readonly rule: RuleName | null;
    readonly reason: string;
    readonly repo: InboxRepo | null;
    readonly prNumber: number | null;
    readonly requestedBy: string | null;
    readonly createdAt: string;
  }[];
  readonly failing: readonly {
    readonly repo: InboxRepo;
    readonly number: number;
    readonly title: string | null;
    readonly scanId: ScanId;
    readonly status: 'failed' | 'timed_out';
    readonly failingRules: readonly string[] | null;
    readonly at: string;
  }[];
  readonly ending: readonly {
    readonly kind: 'waiver' | 'acceptance';
    readonly id: number;
    /** The waived rule; null for the acceptance of a problem. */
    readonly rule: RuleName | null;
    readonly reason: string;
    readonly repo: InboxRepo | null;
    readonly endsAt: string;
  }[];
  readonly connections: readonly {
    readonly kind: 'forge' | 'webhook';
    readonly id: number;
    readonly name: string;
    readonly state: string;
  }[];
}

/** Owner of an inbox. */
export interface InboxOwner {
  readonly userId: UserId;
  /** An administrator decides requests, and looks after connections. */
  readonly isAdmin: boolean;
  /** Hashes of their address, in hex digits. */
  readonly authorDigests: readonly string[];
}

/** Most entries of a kind. */
const MOST = 200;
const NOW = '$2::timestamptz';
const repoOf = (row: string): string =>
  `(SELECT json_build_object('id', r.id, 'name', r.name) FROM repos r WHERE r.org_id = $1 AND r.id = ${row}.repo_id)`;
const isEnding = (column: string): string =>
  `${column} > ${NOW} AND ${column} <= ${NOW} + interval '${IN_INBOX_DAYS} days'`;
const listOf = (rows: string): string =>
  `(SELECT coalesce(json_agg(entry), '[]') FROM (${rows} LIMIT ${MOST}) AS entry)`;

/** $1 organization, $2 now, $3 person, $4 whether they are an administrator, $5 hashes of their address */
export const INBOX: PreparedStatement = {
  name: 'inbox',
  text: `
  SELECT
    ${listOf(`
      SELECT q.id, q.rule, q.reason, ${repoOf('q')} AS repo, q.pr_number AS "prNumber", author.name AS "requestedBy",
        q.created_at AS "createdAt"
      FROM waiver_requests q
      LEFT JOIN LATERAL (${selectActorNames({ users: 'ARRAY[q.created_by_user_id]', keys: `'{}'`, publishers: `'{}'` })}) AS author ON true
      WHERE q.org_id = $1 AND $4::boolean AND q.state = 'requested' AND q.created_by_user_id <> $3::bigint
      ORDER BY q.id DESC`)} AS requests,
    ${listOf(`
      SELECT ${repoOf('pr')} AS repo, pr.number, pr.title, s.id AS "scanId",
        ${statusOf(NOW, OF_SCAN)} AS status,
        s.failing_rules AS "failingRules", coalesce(s.completed_at, s.deadline_at) AS at
      FROM pull_requests pr CROSS JOIN LATERAL (
        SELECT s.* FROM scans s WHERE s.org_id = pr.org_id AND s.repo_id = pr.repo_id AND s.pr_number = pr.number AND ${IS_SHOWN_OF_PULL}
        ORDER BY s.id DESC LIMIT 1) AS s
      WHERE pr.org_id = $1 AND ${isOpen(NOW)} AND ${isWrittenBy('$5::text[]', '$3')}
        AND (s.gate_status = 'failed' OR s.state = 'pending' AND s.deadline_at <= ${NOW})
      ORDER BY pr.last_scan_id DESC`)} AS failing,
    ${listOf(`
      SELECT ending.* FROM (
        SELECT 'waiver' AS kind, w.id, w.rule, w.reason, ${repoOf('w')} AS repo, w.expires_at AS "endsAt" FROM waivers w
        WHERE ${isInForce('$1', NOW)} AND ${isEnding('w.expires_at')} AND ($4 OR w.created_by_user_id = $3)
        UNION ALL
        SELECT 'acceptance', a.issue_id, NULL, a.reason, ${repoOf('a')}, a.ends_at FROM accepted_issues a
        WHERE a.org_id = $1 AND ${isEnding('a.ends_at')} AND ($4 OR a.marked_by = 'user:' || $3::text)
      ) AS ending ORDER BY ending."endsAt", ending.id`)} AS ending,
    ${listOf(`
      SELECT broken.* FROM (
        SELECT 'forge' AS kind, f.id, f.name, f.state FROM forges f WHERE f.org_id = $1 AND $4 AND f.state <> 'ok'
        UNION ALL
        SELECT 'webhook', h.id, h.url, h.disabled_reason FROM webhooks h
        WHERE h.org_id = $1 AND $4 AND h.deleted_at IS NULL AND h.disabled_reason IS NOT NULL AND h.disabled_reason <> 'person'
      ) AS broken ORDER BY broken.kind, broken.id`)} AS connections`,
};

/** Inboxes of people: joins the tables of waivers, scans, problems and connections. */
@Injectable()
export class InboxReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async findInbox(orgId: OrgId, { userId, isAdmin, authorDigests }: InboxOwner, now: Date): Promise<Inbox> {
    const rows = await this.tenant.read<Inbox>(orgId, INBOX, [
      ...[String(orgId), now.toISOString(), String(userId), String(isAdmin), `{${authorDigests.join()}}`],
    ]);
    return rows[0]!;
  }
}
