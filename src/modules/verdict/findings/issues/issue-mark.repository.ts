import { Injectable } from '@nestjs/common';
import { TABLES_VERSION } from '../../../../domain/findings/classify/tables-version.js';
import type { DirectiveExtent } from '../../../../domain/findings/directive.js';
import { SEVERITIES, type Severity } from '../../../../domain/findings/finding.js';
import type { MarkedIds } from '../../../../domain/findings/listing/finding-filter.js';
import type { IssueId, OrgId, RepoId } from '../../../../domain/ids.js';
import { packByteArrays } from '../../../../platform/database/binary-array.js';
import type { PreparedStatement } from '../../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { Clock } from '../../../../platform/time/clock.js';
import { IssueMarkEntity } from '../entities/issue-mark.entity.js';

/** Facts on a mark that answers show. A problem has at most one of each kind. */
export interface ShownMark extends Pick<IssueMarkEntity, 'issueId' | 'reason' | 'markedBy' | 'markedAt' | 'lines'> {
  readonly kind: 'false_positive' | 'accepted';
  /** End of an acceptance; null: unlimited. */
  readonly endsAt: Date | null;
  /** Extent of an accepted directive when it was accepted; otherwise null. */
  readonly directive: DirectiveExtent | null;
  /** Highest severity that the acceptance covers; null for any. */
  readonly severity: Severity | null;
}

const SHOWN = 'issue_id AS "issueId", reason, marked_by AS "markedBy", marked_at AS "markedAt"';

/** @param condition of both tables; `$3` is now: acceptances that ended are left out */
const shownMarks = (condition: string): string => `
  SELECT ${SHOWN}, lines, 'false_positive' AS kind, NULL::timestamptz AS "endsAt", NULL::jsonb AS directive, NULL::text AS severity
  FROM issue_marks WHERE ${condition}
  UNION ALL
  SELECT ${SHOWN}, NULL::text[], 'accepted', ends_at, directive,
    CASE WHEN tables_version = ${TABLES_VERSION} THEN severity END
  FROM accepted_issues WHERE ${condition} AND (ends_at IS NULL OR ends_at > $3)
  ORDER BY "issueId", kind`;

const MARKS_OF_REPO: PreparedStatement = {
  name: 'marks_of_repo',
  text: shownMarks('org_id = $1 AND repo_id = $2'),
};

const MARKS_OF_ISSUES: PreparedStatement = {
  name: 'marks_of_issues',
  text: shownMarks('org_id = $1 AND issue_id = ANY ($2::bigint[])'),
};

export type IssueMark = Omit<IssueMarkEntity, 'orgId' | 'features'> & { readonly features: Uint8Array };

/** Reason, author and time of a mark. */
export type Marking = Pick<IssueMark, 'reason' | 'markedBy' | 'markedAt'>;

/** A problem with what a mark keeps of it. */
export type MarkedIssue = Omit<IssueMark, keyof Marking | 'lines'>;

/** A finding of a problem with what a mark keeps of it; `directive` is null for a problem. */
export interface FoundIssue extends MarkedIssue {
  readonly directive: DirectiveExtent | null;
  readonly severity: Severity;
  /** The hash of its flagged line (`markedLineOf`). */
  readonly line: string | null;
}

/** Problems by what marking them did. */
export interface AddedMarks {
  readonly marked: readonly IssueId[];
  /** Those that were marked before the line was edited. */
  readonly confirmed: readonly IssueId[];
}

/** Marks that were removed in a repository. */
export interface RemovedMarks {
  readonly repoId: RepoId;
  readonly issueIds: readonly IssueId[];
  /** Rows of `issue_marks`. */
  readonly rows: object;
}

/** Marks of one problem. */
export type MarksOfIssue = Partial<Readonly<Record<ShownMark['kind'], ShownMark>>>;

export function marksByIssue(marks: readonly ShownMark[]): ReadonlyMap<IssueId, MarksOfIssue> {
  const ofIssues = new Map<IssueId, MarksOfIssue>();
  for (const mark of marks) ofIssues.set(mark.issueId, { ...ofIssues.get(mark.issueId), [mark.kind]: mark });
  return ofIssues;
}

/** Ids of the problems with a mark of each kind. */
export function markedIdsOf(marks: readonly ShownMark[]): MarkedIds {
  const ofKind = (kind: ShownMark['kind']) => marks.filter((mark) => mark.kind === kind);
  const accepted = ofKind('accepted');
  return {
    falsePositives: ofKind('false_positive').map(({ issueId }) => issueId),
    accepted: accepted.map(({ issueId }) => issueId),
    acceptedUpTo: accepted.map(({ severity }) => (severity === null ? 0 : SEVERITIES.indexOf(severity))),
  };
}

@Injectable()
export class IssueMarkRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly clock: Clock,
  ) {}

  findMark(orgId: OrgId, issueId: IssueId): Promise<IssueMark | null> {
    return this.repository(orgId).findOneBy({ orgId, issueId });
  }

  /** The marked and accepted problems of a repository that these tools find, all where it is null; each once, in the order of their ids. */
  ofTools(orgId: OrgId, repoId: RepoId, tools: readonly string[] | null): Promise<MarkedIssue[]> {
    return this.tenant.manager(orgId).query(
      `SELECT DISTINCT ON (issue_id) issue_id AS "issueId", repo_id AS "repoId", tool, features,
         first_seen_scan_id AS "firstSeenScanId"
       FROM (SELECT issue_id, repo_id, tool, features, first_seen_scan_id FROM issue_marks
           WHERE org_id = $1 AND repo_id = $2 AND ($3::text[] IS NULL OR tool = ANY ($3))
         UNION ALL SELECT issue_id, repo_id, tool, features, first_seen_scan_id FROM accepted_issues
           WHERE org_id = $1 AND repo_id = $2 AND ($3::text[] IS NULL OR tool = ANY ($3))) AS kept
       ORDER BY issue_id`,
      [orgId, repoId, tools],
    );
  }

  /** The marks in a repository, in the order of the ids of their problems. Also without an open transaction. */
  ofRepo(orgId: OrgId, repoId: RepoId): Promise<ShownMark[]> {
    return this.tenant.read(orgId, MARKS_OF_REPO, [String(orgId), String(repoId), this.now()]);
  }

  /** Those of the problems that are marked. Also without an open transaction. */
  ofIssues(orgId: OrgId, issueIds: readonly IssueId[]): Promise<ShownMark[]> {
    return this.tenant.read(orgId, MARKS_OF_ISSUES, [String(orgId), `{${issueIds.join()}}`, this.now()]);
  }

  /** Ids of the problems of a repository that do not count: marked or accepted. */
  async idsOf(orgId: OrgId, repoId: RepoId): Promise<ReadonlySet<IssueId>> {
    return new Set((await this.ofRepo(orgId, repoId)).map(({ issueId }) => issueId));
  }

  async saveMark(orgId: OrgId, mark: IssueMark): Promise<void> {
    await this.repository(orgId).upsert({ ...mark, orgId, features: Buffer.from(mark.features) }, ['orgId', 'issueId']);
  }

  async delete(orgId: OrgId, issueId: IssueId): Promise<void> {
    await this.repository(orgId).delete({ orgId, issueId });
  }

  /** Marks those of the problems that are not marked, and confirms the marks of edited lines for the reason given. */
  async addMarks(orgId: OrgId, issues: readonly FoundIssue[], mark: Marking): Promise<AddedMarks> {
    const rows: { issueId: IssueId; isNew: boolean }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO issue_marks AS mark
         (org_id, issue_id, repo_id, tool, features, first_seen_scan_id, lines, reason, marked_by, marked_at)
       SELECT $1, issue_id, repo_id, tool, features, first_seen_scan_id, array_remove(ARRAY[line], NULL), $7, $8, $9
       FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bytea[], $6::bigint[], $10::text[])
         AS marked (issue_id, repo_id, tool, features, first_seen_scan_id, line) ORDER BY issue_id
       ON CONFLICT (org_id, issue_id) DO UPDATE SET lines = coalesce(mark.lines, '{}') || excluded.lines,
           reason = excluded.reason, marked_by = excluded.marked_by, marked_at = excluded.marked_at
         WHERE NOT excluded.lines <@ coalesce(mark.lines, '{}')
       RETURNING issue_id AS "issueId", xmax = 0 AS "isNew"`,
      [
        ...[orgId, issues.map(({ issueId }) => issueId), issues.map(({ repoId }) => repoId)],
        ...[issues.map(({ tool }) => tool), packByteArrays(issues.map(({ features }) => features))],
        ...[issues.map(({ firstSeenScanId }) => firstSeenScanId), mark.reason, mark.markedBy, mark.markedAt],
        issues.map(({ line }) => line),
      ],
    );
    const idsOf = (isNew: boolean) => rows.filter((row) => row.isNew === isNew).map(({ issueId }) => issueId);
    return { marked: idsOf(true), confirmed: idsOf(false) };
  }

  /** Removes the marks of these problems. Answers them by repository, as `restore` takes them. */
  async removeMarks(orgId: OrgId, issueIds: readonly IssueId[]): Promise<RemovedMarks[]> {
    return this.tenant.manager(orgId).query(
      `WITH removed AS (DELETE FROM issue_marks WHERE org_id = $1 AND issue_id = ANY ($2) RETURNING *)
       SELECT repo_id AS "repoId", array_agg(issue_id) AS "issueIds", jsonb_agg(to_jsonb(removed)) AS rows
       FROM removed GROUP BY repo_id ORDER BY repo_id`,
      [orgId, issueIds],
    );
  }

  /** Puts removed marks back where the problems have no other by now. Answers which. */
  async restore(orgId: OrgId, rows: object): Promise<IssueId[]> {
    const restored: { issueId: IssueId }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO issue_marks SELECT * FROM jsonb_populate_recordset(NULL::issue_marks, $2)
       WHERE org_id = $1 ORDER BY issue_id ON CONFLICT DO NOTHING RETURNING issue_id AS "issueId"`,
      [orgId, JSON.stringify(rows)],
    );
    return restored.map(({ issueId }) => issueId);
  }

  /** Removes those marks of the problems that one caller made at one time. Answers which. */
  async removeMade(orgId: OrgId, issueIds: readonly IssueId[], by: string, at: Date): Promise<IssueId[]> {
    const [removed]: [{ issueId: IssueId }[]] = await this.tenant.manager(orgId).query(
      `DELETE FROM issue_marks WHERE org_id = $1 AND issue_id = ANY ($2) AND marked_by = $3 AND marked_at = $4
       RETURNING issue_id AS "issueId"`,
      [orgId, issueIds, by, at],
    );
    return removed.map(({ issueId }) => issueId);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(IssueMarkEntity);
  }
}
