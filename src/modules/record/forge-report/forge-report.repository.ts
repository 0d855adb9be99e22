import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { dueAtOf, queueAfter, type WorkItem, WorkQueue } from '../../../platform/work/work-queue.js';
import {
  type AwaitedScan,
  type ClaimedReport,
  FORGE_REPORTS,
  type ListedReport,
  type ReportSettlement,
} from './forge-report.js';
import { GUESS_LINK, type GuessedRepo, toGuessValues } from './guess-link.js';
import { deferrableUntil, IS_NOT_OUTRANKED, trustOfWanted } from './outranked.read-model.js';

/** Places of a verdict. */
export interface Places {
  /** Full hashes of commits. */
  readonly commits: readonly string[];
  /** Those of commits that show it once the forge names them as the head of the pull request. */
  readonly unproven: readonly string[];
  readonly prNumber: number | null;
}

/** A scan with the places that show its verdict. */
export interface ReportedPlaces extends Places {
  readonly id: ScanId;
  readonly repo: GuessedRepo;
}

/** State to show, and from when on. */
export interface WantedState {
  /** 0 for a pending scan. */
  readonly evaluation: number;
  readonly commitsDueAt: Date;
  readonly commentDueAt: Date;
}

/** A newer scan, or a later evaluation of the same one, wins; on a commit one that is trusted further wins over all others. */
const UNLESS_OLDER = `
  ON CONFLICT (org_id, forge_id, repo_id, surface, commit_sha, pr_number) DO UPDATE
  SET wanted = EXCLUDED.wanted, state = 'waiting', attempts = 0, error = NULL,
    failing_since = NULL, awaits_scan_until = NULL
  WHERE CASE WHEN EXCLUDED.commit_sha IS NULL THEN EXCLUDED.wanted > r.wanted
    ELSE (${trustOfWanted('EXCLUDED')}, EXCLUDED.wanted) > (${trustOfWanted('r')}, r.wanted) END`;

/** End of a statement whose CTE `raised` has rows of reports: makes them due, final states first and comments last. @param dueAt SQL of the time */
const queueRaised = (dueAt: string): string =>
  queueAfter(`SELECT r.org_id, '${FORGE_REPORTS}', r.forge_id, r.id::text, r.repo_id,
    CASE WHEN r.surface = 'comment' THEN 2 WHEN r.wanted & 1048575 = 0 THEN 1 ELSE 0 END, ${deferrableUntil('r')}, ${dueAt}, '{}'::jsonb
  FROM raised r`);

/**
 * Raises what is to be shown at each place of a scan. An unproven commit has a row with the pull request until it is proven, so that
 * it replaces nothing, and none without one. $1 to $4 as `GUESS_LINK`, $5 commits, $6 pull request, $7 scan, $8 evaluation, $9 and $10 times from which on
 * commits and comments are due, $11 unproven commits. A place keeps the state of a scan that is trusted further.
 */
const WANT = `
  WITH guessed AS (${GUESS_LINK} RETURNING forge_id, NULL::text[] AS surfaces),
  link AS (
    SELECT l.forge_id, l.surfaces FROM repo_forges l WHERE l.org_id = $1 AND l.repo_id = $2 AND l.forge_id IS NOT NULL
    UNION ALL SELECT * FROM guessed
  ), place AS (
    SELECT f.id AS forge_id, s.surface, at.sha, at.pr_number
    FROM link JOIN forges f ON f.org_id = $1 AND f.id = link.forge_id,
      unnest(coalesce(link.surfaces, f.surfaces)) AS s (surface),
      LATERAL (
        SELECT sha, NULL::bigint FROM unnest($5::text[]) AS sha WHERE s.surface <> 'comment'
        UNION ALL SELECT sha, $6 FROM unnest($11::text[]) AS sha WHERE s.surface <> 'comment' AND $6::bigint IS NOT NULL
        UNION ALL SELECT NULL, $6::bigint WHERE s.surface = 'comment' AND $6::bigint IS NOT NULL
      ) AS at (sha, pr_number)
    WHERE ${IS_NOT_OUTRANKED}
  ), raised AS (
    INSERT INTO forge_reports AS r (org_id, repo_id, forge_id, surface, commit_sha, pr_number, wanted)
    SELECT $1, $2, forge_id, surface, sha, pr_number, ($7::bigint << 20) + $8 FROM place ${UNLESS_OLDER}
    RETURNING r.*
  ), ${queueRaised(`CASE WHEN r.surface = 'comment' THEN $10::timestamptz ELSE $9::timestamptz END`)}`;

/** Makes rows of a commit that was proven rows of the commit. $1 organization, $2 repository, $3 commit, $4 scan, $5 now. */
const PROVE = `
  WITH proven AS (
    DELETE FROM forge_reports WHERE org_id = $1 AND repo_id = $2 AND commit_sha = $3 AND pr_number IS NOT NULL AND scan_id = $4
    RETURNING forge_id, surface, wanted
  ), raised AS (
    INSERT INTO forge_reports AS r (org_id, repo_id, forge_id, surface, commit_sha, wanted)
    SELECT $1, $2, forge_id, surface, $3, wanted FROM proven ${UNLESS_OLDER} RETURNING r.*
  ), ${queueRaised('$5::timestamptz')}`;

/**
 * Makes a pushed commit pending until it is scanned. $1 organization, $2 repository, $3 commit, $4 another scan, which the rows are of
 * until then, $5 now, $6 end of the wait.
 */
const AWAIT_SCAN = `
  WITH raised AS (
    INSERT INTO forge_reports (org_id, repo_id, forge_id, surface, commit_sha, wanted, awaits_scan_until)
    SELECT $1, $2, f.id, surface, $3, $4::bigint << 20, $6
    FROM repo_forges l JOIN forges f ON f.org_id = $1 AND f.id = l.forge_id,
      unnest(coalesce(l.surfaces, f.surfaces)) AS surface
    WHERE l.org_id = $1 AND l.repo_id = $2 AND surface <> 'comment'
    ON CONFLICT DO NOTHING RETURNING *
  ), ${queueRaised('$5::timestamptz')}`;

const DUE_AT = dueAtOf('r.org_id', FORGE_REPORTS, 'r.id::text');
const STORED = `r.id, r.surface, r.commit_sha AS "commitSha", r.pr_number AS "prNumber", r.wanted, r.shown, r.state, r.attempts,
  r.error, r.url, r.awaits_scan_until AS "awaitsScanUntil"`;
const CLAIMED = `${STORED}, r.org_id AS "orgId", r.repo_id AS "repoId", r.forge_id AS "forgeId",
  r.shown_digest AS "shownDigest", r.remote_id AS "remoteId", r.pipeline_id AS "pipelineId",
  r.failing_since AS "failingSince", r.is_unclear AS "isUnclear", r.last_write_at AS "lastWriteAt"`;
const FORGE = `f.kind, f.name, f.base_url AS "baseUrl", f.credentials, f.credentials_type AS "credentialsType", f.context,
  f.report, f.hook_received_at AS "hookReceivedAt", f.state AS "forgeState"`;
const LINK = `l.project, l.project_id AS "projectId", l.context AS "ownContext", l.report AS "ownReport"`;

type Row = Omit<ClaimedReport, 'forge' | 'link' | 'item'> &
  Omit<ClaimedReport['forge'], 'state'> & {
    readonly forgeState: ClaimedReport['forge']['state'];
    readonly project: string | null;
    readonly projectId: string | null;
    readonly ownContext: string | null;
    readonly ownReport: NonNullable<ClaimedReport['link']>['report'] | null;
  };

/** Reports to forges: states that are shown, and those that are to be. */
@Injectable()
export class ForgeReportRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
  ) {}

  /** By one statement, in the transaction that decides it. */
  async want(orgId: OrgId, { id, repo, ...places }: ReportedPlaces, wanted: WantedState): Promise<void> {
    const { commits, unproven, prNumber } = places;
    const { evaluation, commitsDueAt, commentDueAt } = wanted;
    const own = [...toGuessValues(orgId, repo), commits, prNumber, id, evaluation, commitsDueAt, commentDueAt];
    await this.tenant.manager(orgId).query(WANT, [...own, unproven]);
  }

  /** The scan speaks for the commit from now on, which is to show its verdict. */
  async prove(orgId: OrgId, repoId: RepoId, commit: string, scanId: ScanId, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(PROVE, [orgId, repoId, commit, scanId, at]);
  }

  /** Reports of claimed items of one organization, with their connections and links; those that are gone are left out. */
  async readClaimed(orgId: OrgId, items: readonly WorkItem[]): Promise<ClaimedReport[]> {
    const rows: Row[] = await this.tenant.manager(orgId).query(
      `SELECT ${CLAIMED}, ${FORGE}, ${LINK} FROM forge_reports r JOIN forges f ON f.org_id = r.org_id AND f.id = r.forge_id
       LEFT JOIN repo_forges l ON l.org_id = r.org_id AND l.repo_id = r.repo_id AND l.forge_id = r.forge_id
       WHERE r.org_id = $1 AND r.id = ANY ($2)`,
      [orgId, items.map(({ key }) => key)],
    );
    const byKey = new Map(items.map((item) => [item.key, item]));
    return rows.map((row) => toClaimed(row, byKey.get(String(row.id))!));
  }

  /**
   * Stores results where their leases are still ours; answers those. What is wanted since the claim stays due.
   */
  async settle(orgId: OrgId, settlements: readonly ReportSettlement[]): Promise<ReportSettlement[]> {
    const manager = this.tenant.manager(orgId);
    // in the order of those who raise reports: first the report, then its item
    const [, settled] = await Promise.all([
      manager.query('SELECT FROM forge_reports WHERE org_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE', [
        orgId,
        settlements.map(({ id }) => id),
      ]),
      this.queue.settleManyWithin(orgId, settlements),
    ]);
    const columns = <Key extends keyof ReportSettlement>(key: Key) => settled.map((one) => one[key]);
    await manager.query(
      `UPDATE forge_reports r SET is_unclear = s.is_unclear, last_write_at = s.last_write_at, shown = s.shown,
         shown_digest = s.shown_digest, remote_id = s.remote_id, pipeline_id = s.pipeline_id, url = s.url,
         state = CASE WHEN r.wanted = s.wanted THEN s.state ELSE r.state END,
         attempts = CASE WHEN r.wanted = s.wanted THEN s.attempts ELSE r.attempts END,
         error = CASE WHEN r.wanted = s.wanted THEN s.error ELSE r.error END,
         failing_since = CASE WHEN r.wanted = s.wanted THEN s.failing_since ELSE r.failing_since END
       FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bytea[], $7::text[], $8::text[],
           $9::text[], $10::integer[], $11::text[], $12::timestamptz[], $13::boolean[], $14::timestamptz[])
         AS s (id, wanted, state, shown, shown_digest, remote_id, pipeline_id, url, attempts, error, failing_since,
           is_unclear, last_write_at)
       WHERE r.org_id = $1 AND r.id = s.id`,
      [
        orgId,
        columns('id'),
        columns('wanted'),
        columns('state'),
        columns('shown'),
        columns('shownDigest'),
        columns('remoteId'),
        columns('pipelineId'),
        columns('url'),
        columns('attempts'),
        columns('error'),
        columns('failingSince'),
        columns('isUnclear'),
        columns('lastWriteAt'),
      ],
    );
    return settled;
  }

  /** Places of a scan: its commits and its pull request. What waits for a pause of its connection is due after that. */
  listReports(orgId: OrgId, repoId: RepoId, { commits, unproven, prNumber }: Places): Promise<ListedReport[]> {
    return this.tenant.manager(orgId).query(
      `SELECT ${STORED}, greatest(${DUE_AT}, f.paused_until) AS "dueAt"
       FROM forge_reports r JOIN forges f ON f.org_id = r.org_id AND f.id = r.forge_id
       WHERE r.org_id = $1 AND r.repo_id = $2 AND (r.commit_sha = ANY ($3) AND r.pr_number IS NULL
         OR (r.commit_sha IS NULL OR r.commit_sha = ANY ($5)) AND r.pr_number = $4)
       ORDER BY r.surface = 'comment', r.id`,
      [orgId, repoId, commits, prNumber, unproven],
    );
  }

  /** Makes reports of a scan due with a new table of retries, but those that are shown. */
  async retry(orgId: OrgId, scanId: ScanId, at: Date): Promise<void> {
    await this.beginAgain(orgId, at, `scan_id = $3 AND state IN ('waiting', 'failed')`, scanId);
  }

  /** Makes the commits of a scan due, whatever they show. */
  async showAgain(orgId: OrgId, scanId: ScanId, at: Date): Promise<void> {
    await this.beginAgain(orgId, at, 'scan_id = $3 AND commit_sha IS NOT NULL', scanId);
  }

  /** Makes a pushed commit pending where no scan of it has begun; rows need a scan, which is another one until then. */
  async awaitScan(orgId: OrgId, repoId: RepoId, { commitSha, behind, until }: AwaitedScan, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(AWAIT_SCAN, [orgId, repoId, commitSha, behind, at, until]);
  }

  /** Drops the comments of a closed pull request that wait; what is under way ends by itself. */
  async dropComments(orgId: OrgId, repoId: RepoId, prNumber: number): Promise<void> {
    const [dropped]: [{ key: string }[], number] = await this.tenant.manager(orgId).query(
      `UPDATE forge_reports SET state = 'skipped', error = 'pr_closed'
       WHERE org_id = $1 AND repo_id = $2 AND commit_sha IS NULL AND pr_number = $3 AND state = 'waiting' RETURNING id::text AS key`,
      [orgId, repoId, prNumber],
    );
    await this.queue.removeWaiting(
      orgId,
      FORGE_REPORTS,
      dropped.map(({ key }) => key),
    );
  }

  /** Makes comments due that were dropped as their pull request was closed. */
  async resumeComments(orgId: OrgId, repoId: RepoId, prNumber: number, at: Date): Promise<void> {
    const dropped = `repo_id = $3 AND pr_number = $4 AND state = 'skipped' AND error = 'pr_closed'`;
    await this.beginAgain(orgId, at, dropped, repoId, prNumber);
  }

  /** Makes due what waits for a connection whose credentials were replaced, or was imported without the time at which it is due. */
  async resume(orgId: OrgId, forgeId: ForgeId, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `WITH raised AS (
         SELECT r.* FROM (SELECT r.*, ${DUE_AT} AS due_at FROM forge_reports r
           WHERE r.org_id = $1 AND r.forge_id = $3 AND r.state = 'waiting') AS r
         WHERE r.due_at IS NULL OR r.error = 'credentials' AND r.due_at > $2
       ), ${queueRaised('$2::timestamptz')}`,
      [orgId, at, forgeId],
    );
  }

  /** Makes reports due with a new table of retries. @param where SQL that begins with $3 */
  private async beginAgain(orgId: OrgId, at: Date, where: string, ...values: readonly unknown[]): Promise<void> {
    await this.tenant.manager(orgId).query(
      `WITH raised AS (
         UPDATE forge_reports SET state = 'waiting', attempts = 0, error = NULL, failing_since = NULL
         WHERE org_id = $1 AND ${where} RETURNING *
       ), ${queueRaised('$2::timestamptz')}`,
      [orgId, at, ...values],
    );
  }
}

function toClaimed(row: Row, item: WorkItem): ClaimedReport {
  const { kind, name, baseUrl, credentials, credentialsType, context, report, hookReceivedAt, forgeState, ...others } =
    row;
  const { project, projectId, ownContext, ownReport, ...stored } = others;
  return {
    ...stored,
    item,
    // the answer to the last request of a lease that ended is unknown
    isUnclear: stored.isUnclear || item.wasLeft,
    forge: { kind, name, baseUrl, credentials, credentialsType, context, report, hookReceivedAt, state: forgeState },
    link: project === null ? null : { project, projectId, context: ownContext, report: ownReport ?? {} },
  };
}
