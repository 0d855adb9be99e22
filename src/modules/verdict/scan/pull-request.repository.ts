import { Injectable } from '@nestjs/common';
import { LONGEST_STACK, type PassedPull } from '../../../domain/base/stack.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AGENT_TRUST, OWN_TRUST } from '../../../platform/tenancy/scan-trust.js';
import { IS_SHOWN_OF_PULL, laterCompleted } from './newest-of-line.js';
import { type ClosedPullRequest, type FormerPullRequest, isOpen, type PullRequestTraits } from './pull-request.js';
import type { BaseOutdatedBy, Scan } from './scan.js';

/**
 * The pull request whose head is a branch, open ones first. One that was closed counts until its branch is scanned without it by the
 * organization's own pipelines or people: then the branch lives on. One that an agent alone has scanned counts for agents.
 */
const pullOf = (branch: string) => `
  SELECT pr.number, pr.branch, pr.base_branch, is_open, NOT is_open AND pr.is_merged IS FALSE AS is_abandoned
  FROM pull_requests pr, LATERAL (SELECT ${isOpen('$6::timestamptz')} AS is_open) AS state
  WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.branch = ${branch} AND pr.number IS DISTINCT FROM $4 AND NOT pr.is_of_fork
    AND ($7::integer = ${AGENT_TRUST} OR EXISTS (
      SELECT FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = pr.number AND s.trust <> ${AGENT_TRUST}))
    AND (is_open OR NOT EXISTS (
      SELECT FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.branch = pr.branch AND s.pr_number IS NULL
        AND s.state = 'completed' AND s.trust >= ${OWN_TRUST} AND s.created_at > coalesce(pr.closed_at, pr.last_scanned_at)))
  ORDER BY is_open DESC, pr.last_scan_id DESC LIMIT 1`;

/** $1 organization, $2 repository, $3 branch, $4 pull request and $5 branch of the change itself, $6 now, $7 trust in it */
const PASSED = `
  WITH RECURSIVE passed AS (
    SELECT first.*, 1 AS place, ARRAY[$5, $3] AS seen FROM (${pullOf('$3')}) AS first
    UNION ALL
    SELECT next.*, passed.place + 1, passed.seen || next.branch
    FROM passed CROSS JOIN LATERAL (${pullOf('passed.base_branch')}) AS next
    WHERE passed.base_branch <> ALL (passed.seen) AND passed.place < ${LONGEST_STACK}
  )
  SELECT number, branch, base_branch AS "baseBranch", is_open AS "isOpen", is_abandoned AS "isAbandoned",
    (SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = passed.number AND s.state = 'completed'
      AND s.details_expired_at IS NULL AND ${IS_SHOWN_OF_PULL} ORDER BY s.id DESC LIMIT 1) AS "lastId"
  FROM passed ORDER BY place`;

/** Rows are locked in one order, as everywhere. $1 organization, $2 repository, $3 reason, $4 now, $5 as `reached` wants it */
const outdate = (reached: string) => `
  UPDATE scans SET base_outdated_by = $3 WHERE org_id = $1 AND id IN (
    SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.id IN (
      SELECT newest.id FROM pull_requests pr, LATERAL (
        SELECT id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = pr.number AND s.state = 'completed'
          AND ${IS_SHOWN_OF_PULL} ORDER BY id DESC LIMIT 1) AS newest
      WHERE pr.org_id = $1 AND pr.repo_id = $2 AND ${isOpen('$4::timestamptz')} AND ${reached})
    ORDER BY s.id FOR UPDATE)
  RETURNING id`;

@Injectable()
export class PullRequestRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * The pull request was scanned: it is open from now on, even if it was closed before. What CI does not state stays as it
   * was; what agents or forks alone stated ends with the first scan of the organization's own. Answers what it was before; null for its
   * first scan.
   */
  async recordScan(
    orgId: OrgId,
    scan: Pick<Scan, 'id' | 'repoId' | 'prNumber' | 'createdAt' | 'branch' | 'baseBranch' | 'isUntrusted' | 'trust'>,
    { title, author, url }: PullRequestTraits,
  ): Promise<FormerPullRequest | null> {
    const { id, repoId, prNumber, createdAt, branch, baseBranch, isUntrusted, trust } = scan;
    const kept = (column: string) =>
      `coalesce(excluded.${column}, CASE WHEN (SELECT is_kept FROM before) THEN known.${column} END)`;
    const [row]: [{ target: string | null; isOpen: boolean | null }] = await this.tenant.manager(orgId).query(
      `WITH before AS (
         SELECT base_branch, ${isOpen('$8::timestamptz')} AS is_open, $12::integer < ${OWN_TRUST} OR EXISTS (
           SELECT FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $3 AND s.id < $7 AND s.trust >= ${OWN_TRUST}) AS is_kept
         FROM pull_requests pr WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.number = $3)
       INSERT INTO pull_requests AS known
         (org_id, repo_id, number, title, author, url, last_scan_id, last_scanned_at, branch, base_branch, is_of_fork, authors)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, array_remove(ARRAY[lower($5)], NULL))
       ON CONFLICT (org_id, repo_id, number) DO UPDATE SET title = ${kept('title')},
         author = ${kept('author')},
         authors = known.authors || CASE WHEN excluded.authors <@ known.authors THEN '{}' ELSE excluded.authors END,
         url = ${kept('url')},
         last_scan_id = greatest(excluded.last_scan_id, known.last_scan_id),
         last_scanned_at = greatest(excluded.last_scanned_at, known.last_scanned_at), closed_at = NULL, is_merged = NULL,
         branch = excluded.branch, base_branch = ${kept('base_branch')},
         is_of_fork = excluded.is_of_fork
       RETURNING (SELECT base_branch FROM before) AS target, (SELECT is_open FROM before) AS "isOpen"`,
      [orgId, repoId, prNumber, title, author, url, id, createdAt, branch, baseBranch, isUntrusted, trust],
    );
    return row.isOpen === null ? null : { target: row.target, isOpen: row.isOpen };
  }

  /**
   * The pull request was scanned by a caller who is trusted less than those who scanned it before: what they stated of it stays, and
   * it is open for no longer. Its author is one of its authors. False where it has no scan that is trusted further: nothing is recorded then.
   */
  async recordOutranked(
    orgId: OrgId,
    { id, repoId, prNumber }: Pick<Scan, 'id' | 'repoId' | 'prNumber'>,
    author: string | null,
  ): Promise<boolean> {
    const [rows]: [unknown[]] = await this.tenant.manager(orgId).query(
      `UPDATE pull_requests SET last_scan_id = greatest($4, last_scan_id),
         authors = authors || CASE WHEN $5::text IS NULL OR lower($5) = ANY (authors) THEN '{}' ELSE ARRAY[lower($5)] END
       WHERE org_id = $1 AND repo_id = $2 AND number = $3 AND EXISTS (
         SELECT FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $3 AND s.trust >= ${OWN_TRUST})
       RETURNING number`,
      [orgId, repoId, prNumber, id, author],
    );
    return rows.length > 0;
  }

  /** Pull requests below the change of a scan, as far as one's target is the branch of the next, the nearest first. */
  listPassed(
    { orgId, repoId, prNumber, branch, trust }: Pick<Scan, 'orgId' | 'repoId' | 'prNumber' | 'branch' | 'trust'>,
    target: string,
    now: Date,
  ): Promise<PassedPull<ScanId>[]> {
    return this.tenant.manager(orgId).query(PASSED, [orgId, repoId, target, prNumber, branch, now, trust]);
  }

  /** Its target as the forge names it; also of its scans. False where it was that before, and where no scan was of it. */
  async retarget(orgId: OrgId, repoId: RepoId, number: number, target: string): Promise<boolean> {
    const [rows]: [unknown[]] = await this.tenant.manager(orgId).query(
      `UPDATE pull_requests SET base_branch = $4
       WHERE org_id = $1 AND repo_id = $2 AND number = $3 AND base_branch IS DISTINCT FROM $4 RETURNING number`,
      [orgId, repoId, number, target],
    );
    return rows.length > 0;
  }

  /** Names the target of a pull request's pending scans and of its newest completed one. */
  async retargetScans(orgId: OrgId, repoId: RepoId, number: number, target: string): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE scans SET base_branch = $4 WHERE org_id = $1 AND id IN (
         SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $3
           AND (s.state = 'pending' OR s.state = 'completed' AND NOT EXISTS (${laterCompleted('later.pr_number = s.pr_number')}))
         ORDER BY s.id FOR UPDATE)`,
      [orgId, repoId, number, target],
    );
  }

  /** The base of an open pull request's newest completed scan is to be chosen again; answers that scan. */
  async outdate(orgId: OrgId, repoId: RepoId, number: number, by: BaseOutdatedBy, now: Date): Promise<ScanId[]> {
    return this.outdateReached('pr.number = $5', [orgId, repoId, by, now, number]);
  }

  /** As `outdate`, of all pull requests on top of this one: their targets are its branch, or one by one lead to it. */
  async outdateThoseAbove(orgId: OrgId, repoId: RepoId, number: number, now: Date): Promise<ScanId[]> {
    const heads = (condition: string) => `SELECT p.branch, p.base_branch FROM pull_requests p
      JOIN scans s ON s.org_id = $1 AND s.id = p.last_scan_id
      WHERE p.org_id = $1 AND p.repo_id = $2 AND NOT p.is_of_fork AND p.branch <> s.default_branch AND ${condition}`;
    const isAbove = `pr.number <> $5 AND pr.base_branch IN (
      WITH RECURSIVE below AS (
        SELECT head.branch, 1 AS place FROM (${heads('p.number = $5')}) AS head
        UNION
        SELECT next.branch, below.place + 1
        FROM below CROSS JOIN LATERAL (${heads(`p.base_branch = below.branch AND p.number <> $5 AND ${isOpen('$4::timestamptz', 'p')}`)}) AS next
        WHERE below.place < ${LONGEST_STACK}
      ) SELECT branch FROM below)`;
    return this.outdateReached(isAbove, [orgId, repoId, 'stack_changed', now, number]);
  }

  private async outdateReached(reached: string, values: unknown[]): Promise<ScanId[]> {
    const [rows]: [{ id: ScanId }[]] = await this.tenant.manager(values[0] as OrgId).query(outdate(reached), values);
    return rows.map(({ id }) => id);
  }

  async findAuthors(orgId: OrgId, repoId: RepoId, number: number): Promise<string[]> {
    const rows: { authors: string[] }[] = await this.tenant
      .manager(orgId)
      .query('SELECT authors FROM pull_requests WHERE org_id = $1 AND repo_id = $2 AND number = $3', [
        orgId,
        repoId,
        number,
      ]);
    return rows[0]?.authors ?? [];
  }

  async isWrittenBy(orgId: OrgId, repoId: RepoId, number: number, digests: readonly string[]): Promise<boolean> {
    const rows: unknown[] = await this.tenant.manager(orgId).query(
      `SELECT FROM scans WHERE org_id = $1 AND repo_id = $2 AND pr_number = $3
         AND (encode(author_login_digest, 'hex') = ANY ($4) OR encode(author_email_digest, 'hex') = ANY ($4)) LIMIT 1`,
      [orgId, repoId, number, digests],
    );
    return rows.length > 0;
  }

  /** The pull request as it is closed now, at the time of its first closing; null where no scan was of it. */
  async close(
    orgId: OrgId,
    repoId: RepoId,
    number: number,
    { at, isMerged }: { readonly at: Date; readonly isMerged: boolean },
  ): Promise<ClosedPullRequest | null> {
    const rows: ClosedPullRequest[] = await this.tenant.manager(orgId).query(
      `WITH closed AS (
         UPDATE pull_requests SET closed_at = coalesce(closed_at, $4), is_merged = $5
         WHERE org_id = $1 AND repo_id = $2 AND number = $3 RETURNING *)
       SELECT repo_id AS "repoId", number, closed_at AS "closedAt", is_merged AS "isMerged" FROM closed`,
      [orgId, repoId, number, at, isMerged],
    );
    return rows[0] ?? null;
  }

  async reopen(orgId: OrgId, repoId: RepoId, number: number): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE pull_requests SET closed_at = NULL, is_merged = NULL
       WHERE org_id = $1 AND repo_id = $2 AND number = $3 AND closed_at IS NOT NULL`,
      [orgId, repoId, number],
    );
  }
}
