import { Injectable } from '@nestjs/common';
import { LessThanOrEqual, Not } from 'typeorm';
import { type BaseCandidate, commitPrefix } from '../../../domain/base/choose-base.js';
import type { Destination } from '../../../domain/base/target-branch.js';
import { type ChangedFile, changedFile, type ChangedLines } from '../../../domain/changes/changed-lines.js';
import type { ChangedSinceBase } from '../../../domain/changes/changed-since-base.js';
import type { Landed } from '../../../domain/changes/landed.js';
import { groupBy } from '../../../domain/group-by.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { FallenAssertions } from '../../../domain/loosened/fallen-assertions.js';
import type { LoosenedSetting } from '../../../domain/loosened/loosened-setting.js';
import { digestCodeOwners } from '../../../domain/owners/stored-owners.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import type { DetailedScan } from '../../../domain/retention/expired-scans.js';
import { SEE_DELETED } from '../../../platform/database/enter-tenant.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { selectByKey } from '../../../platform/database/select-by-key.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { MOST_TRUST, OWN_TRUST } from '../../../platform/tenancy/scan-trust.js';
import { ScanEntity } from './entities/scan.entity.js';
import { IS_NEWEST_OF_LINE, IS_SHOWN_OF_PULL, isShownOfPull, isShownOnBranch } from './newest-of-line.js';
import type { Scan, ScanState } from './scan.js';
import type { ListedGateStatus, ScanFilter } from './scan-filter.js';
import { toScan } from './to-scan.js';

/** Fields of a new scan. */
export type NewScan = Pick<
  ScanEntity,
  | 'repoId'
  | 'branch'
  | 'commitSha'
  | 'commitTitle'
  | 'commitAuthor'
  | 'authorEmailDigest'
  | 'authorLoginDigest'
  | 'extraShas'
  | 'prNumber'
  | 'baseBranch'
  | 'baseSha'
  | 'baseCommits'
  | 'treeSha'
  | 'runDigest'
  | 'groupMembers'
  | 'mayBeBase'
  | 'isKeptFromBaseline'
  | 'isUntrusted'
  | 'trust'
  | 'defaultBranch'
  | 'isBaselineScan'
  | 'baselineGeneration'
  | 'expectedUploads'
  | 'expectedReports'
  | 'idempotencyKey'
  | 'createdBy'
  | 'publisherRun'
  | 'unprovenCommits'
  | 'createdAt'
  | 'deadlineAt'
>;

/** Files of a repository, and the text of its CODEOWNERS; null without one. */
interface FileList {
  readonly paths: PackedFileList;
  readonly codeOwners: string | null;
}

/** Files of a change with lines that it did not write. */
export interface UnwrittenFiles {
  /** Those that have any. */
  readonly files: readonly ChangedFile[];
  /** False where nothing says which lines were moved. */
  readonly isKnown: boolean;
}

/** A change as it is stored, as JSON. */
interface StoredChanges {
  /** `ChangedLines.files`. */
  readonly files: string;
  /** `ChangedSinceBase`; null where it is unknown. */
  readonly changedSinceBase: string | null;
  /** `Landed`; null where it is unknown. */
  readonly landed: string | null;
  /** `LoosenedSetting[]`; null where it is unknown. */
  readonly loosened: string | null;
  /** `FallenAssertions[]`; null where it is unknown. */
  readonly assertions: string | null;
}

/** Evidence of a change against the tools that judge it; null where it is unknown. */
export interface Weakening {
  readonly loosened: readonly LoosenedSetting[] | null;
  readonly assertions: readonly FallenAssertions[] | null;
}

/** A scan of an equal tree; its key may write the baseline of its branch where it may be a base. */
export interface TreeScan {
  readonly scan: Scan;
  readonly mayBeBase: boolean;
}

const MOST_OF_TREE = 20;

/** Condition on earlier runs `s` that scan $3 is compared with. */
const IS_RUN = `s.id < $3 AND s.state = 'completed' AND s.details_expired_at IS NULL AND s.reused_scan_id IS NULL
  AND s.trust >= ${OWN_TRUST} AND s.coverage_file_count > 0`;
const MOST_RUNS = 5;

/** A file of a change as it is stored: values that were never sent are left out. */
type StoredFile = Pick<ChangedFile, 'path'> & Partial<ChangedFile>;

/** The part of a scan's history that its problems take their ids from. */
export interface ScanHistory {
  /** Lines that differ from the base that was named when the scan began; null where CI did not send them. */
  readonly changes: ChangedLines | null;
  readonly landed: Landed | null;
}

/** The repository's files as CI listed them. */
export interface ListedFiles {
  readonly paths: PackedFileList;
  /** Another number with each list that differs from the one before. */
  readonly version: number;
}

/** A scan that is left out of a search; `NEXT_SCAN` for none. */
export type ScanOfRepo = Pick<Scan, 'orgId' | 'repoId' | 'id'>;

/** The id of a scan that is not started yet: above all others. */
export const NEXT_SCAN = Number.MAX_SAFE_INTEGER as ScanId;

/** A change for which a base is chosen: a scan, or what one would be started with. */
export interface ComparedChange
  extends ScanOfRepo, Destination, Pick<Scan, 'prNumber' | 'baseSha' | 'namedBaseId' | 'trust'> {
  /** Ancestors of the merge base; left out: those that the scan has stored. */
  readonly baseCommits?: readonly string[];
}

/** Size of a page of scans, and the scan before which it begins. */
export interface ScanPage {
  readonly limit: number;
  readonly beforeId: ScanId | null;
}

const SCAN = selectByKey('scan', ScanEntity);

const FILE_LIST: PreparedStatement = {
  name: 'file_list',
  text: 'SELECT array_to_json(paths)::text AS paths, version FROM scan_files WHERE org_id = $1 AND scan_id = $2',
};

/** $1 organization, $2 repository, $3 branch, $4 now */
const LAST_ENDED: PreparedStatement = {
  name: 'last_ended_scan',
  text: `SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.branch = $3 AND s.pr_number IS NULL
    AND (s.state <> 'pending' OR s.deadline_at <= $4) AND ${isShownOnBranch('$1', '$2', '$3')} ORDER BY s.id DESC LIMIT 1`,
};

/** Completed scans with details outside pull requests that may be a base, in no other order than this. */
const FIT = `s.org_id = $1 AND s.repo_id = $2 AND s.branch = $3 AND s.state = 'completed' AND s.pr_number IS NULL
  AND s.may_be_base AND s.details_expired_at IS NULL AND s.id <> $4`;

/** The newest of them. */
const NEWEST_FIT = `SELECT s.id, s.commit_sha AS "commitSha" FROM scans s WHERE ${FIT} ORDER BY s.id DESC LIMIT 1`;

/**
 * $1 organization, $2 repository, $3 branch, $4 the scan or `NEXT_SCAN`
 *
 * @param prefixes SQL: the first digits of the commits of a line
 */
const candidatesOf = (prefixes: string): string => `
  SELECT s.id, s.commit_sha AS "commitSha" FROM scans s WHERE ${FIT} AND left(s.commit_sha, 4) = ANY (${prefixes})
  UNION
  (${NEWEST_FIT})
  ORDER BY id DESC`;

/** As `candidatesOf`, of branches that are the head of pull requests, by which their children are judged: $3 is branches. */
const parentsOf = (prefixes: string): string => `
  WITH fit AS NOT MATERIALIZED (
    SELECT s.id, s.branch, s.commit_sha FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.branch = ANY ($3)
      AND s.state = 'completed' AND s.details_expired_at IS NULL AND s.trust >= ${OWN_TRUST} AND s.id <> $4)
  SELECT f.id, f.branch, f.commit_sha AS "commitSha" FROM fit f WHERE left(f.commit_sha, 4) = ANY (${prefixes})
  UNION
  SELECT newest.* FROM unnest($3::text[]) AS of (branch), LATERAL (
    SELECT f.id, f.branch, f.commit_sha FROM fit f WHERE f.branch = of.branch ORDER BY f.id DESC LIMIT 1) AS newest
  ORDER BY id DESC`;

/** $4 the scan that names the commits, which is no candidate itself */
const STORED_COMMITS = `ARRAY(
    SELECT left(named.commit, 4) FROM scans own, unnest(own.base_sha || own.base_commits) AS named (commit)
    WHERE own.org_id = $1 AND own.id = $4 AND own.base_sha IS NOT NULL)`;

/** $5 the first digits of the commits */
const GIVEN_COMMITS = '$5::text[]';

const CANDIDATES = { base: candidatesOf(STORED_COMMITS), parents: parentsOf(STORED_COMMITS) };
const CANDIDATES_AHEAD = { base: candidatesOf(GIVEN_COMMITS), parents: parentsOf(GIVEN_COMMITS) };

/** Rows are locked in one order, so that marks of one moment do not wait for each other in a circle. */
const TOUCH_MARKS = `
  UPDATE scans SET marks_changed_at = $3 WHERE org_id = $1 AND id IN (
    SELECT s.id FROM scans s
    WHERE s.org_id = $1 AND s.id = ANY ($2) AND (s.state = 'pending' OR s.state = 'completed' AND ${IS_NEWEST_OF_LINE})
    ORDER BY s.id FOR UPDATE)
  RETURNING id, evaluation > 0 AS "isJudged"`;

/** The completed scan that a pull request shows. $1 organization, $2 repository, $3 pull request */
const SHOWN_OF_PULL = `
  SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $3 AND s.state = 'completed' AND ${IS_SHOWN_OF_PULL}
  ORDER BY s.id DESC LIMIT 1`;

/** Parameters as for `SHOWN_OF_PULL`. In the order of `TOUCH_MARKS`. */
const LOCK_PULL_REQUEST = `
  SELECT s.id, s.base_outdated_by IS NOT NULL AS "isOutdated" FROM scans s
  WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $3
    AND (s.state = 'pending' OR s.base_outdated_by IS NOT NULL OR s.id = (${SHOWN_OF_PULL}))
  ORDER BY s.id FOR UPDATE`;

/** Condition on `scan_changes c`: what a baseline scan sends is evidence for ids alone. */
const OF_A_CHANGE =
  'NOT EXISTS (SELECT FROM scans s WHERE s.org_id = c.org_id AND s.id = c.scan_id AND s.is_baseline_scan)';

@Injectable()
export class ScanRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null when there is a scan of its caller with that idempotency key. */
  async insertUnlessKnown(orgId: OrgId, scan: NewScan): Promise<ScanId | null> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...scan, orgId, state: 'pending' })
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as { id: ScanId }[])[0]?.id ?? null;
  }

  /** Scans of the tree of `scan` since a time, the newest first; those that take the reports of others are left out. */
  async listOfTree({ orgId, repoId, id, treeSha, runDigest }: Scan, since: Date): Promise<TreeScan[]> {
    if (treeSha === null || runDigest === null) return [];
    const rows = await this.repository(orgId)
      .createQueryBuilder('scan')
      .where('scan.orgId = :orgId AND scan.repoId = :repoId AND scan.treeSha = :treeSha')
      .andWhere('scan.runDigest = :runDigest AND scan.id <> :id AND scan.createdAt >= :since')
      .andWhere(`scan.state = 'completed' AND scan.reusedScanId IS NULL`)
      .setParameters({ orgId, repoId, treeSha, runDigest, id, since })
      .orderBy('scan.id', 'DESC')
      .take(MOST_OF_TREE)
      .getMany();
    return rows.map((row) => ({ scan: toScan(row), mayBeBase: row.mayBeBase }));
  }

  /** Completed runs on the tree of a scan, or on its commit where a tree is not known, the newest first. */
  async listRuns({ orgId, repoId, id, treeSha, commitSha }: Scan): Promise<ScanId[]> {
    if (treeSha === null && commitSha === null) return [];
    const rows: { id: ScanId }[] = await this.tenant.manager(orgId).query(
      `SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.tree_sha = $4 AND ${IS_RUN}
       UNION
       SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND left(s.commit_sha, 4) = left($5::text, 4)
         AND s.commit_sha = $5 AND s.commit_sha <> ALL (s.unproven_commits) AND (s.tree_sha IS NULL OR $4::text IS NULL) AND ${IS_RUN}
       ORDER BY id DESC LIMIT ${MOST_RUNS}`,
      [orgId, repoId, id, treeSha, commitSha],
    );
    return rows.map((row) => row.id);
  }

  /** Lines that the newest scans of pull requests change, by their numbers; those of which nothing is known are left out. */
  async listChangesOfPulls(
    orgId: OrgId,
    repoId: RepoId,
    numbers: readonly number[],
  ): Promise<ReadonlyMap<number, ChangedLines>> {
    const rows: { number: number; files: StoredFile[] }[] = await this.tenant.manager(orgId).query(
      `SELECT of.number, newest.files FROM unnest($3::bigint[]) AS of (number), LATERAL (
         SELECT c.files FROM scans s JOIN scan_changes c ON c.org_id = s.org_id AND c.scan_id = s.id
         WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = of.number AND ${IS_SHOWN_OF_PULL} ORDER BY s.id DESC LIMIT 1) AS newest`,
      [orgId, repoId, numbers],
    );
    return new Map(rows.map(({ number, files }) => [number, { files: files.map(changedFile) }]));
  }

  /** Gives a scan the files and the change of another one, where it has none. */
  async copyDescriptions({ orgId, id }: Scan, from: ScanId): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(
      `INSERT INTO scan_files (org_id, scan_id, paths, code_owners, code_owners_digest, version)
       SELECT org_id, $2, paths, code_owners, code_owners_digest, version FROM scan_files WHERE org_id = $1 AND scan_id = $3
       ON CONFLICT DO NOTHING`,
      [orgId, id, from],
    );
    await manager.query(
      `INSERT INTO scan_changes (org_id, scan_id, files, changed_since_base, landed, loosened, assertions)
       SELECT org_id, $2, files, changed_since_base, landed, loosened, assertions FROM scan_changes WHERE org_id = $1 AND scan_id = $3
       ON CONFLICT DO NOTHING`,
      [orgId, id, from],
    );
  }

  /** In the open transaction, else in one of its own. */
  async findScan(orgId: OrgId, id: ScanId): Promise<Scan | null> {
    const rows = await this.tenant.read<ScanEntity>(orgId, SCAN, [String(orgId), String(id)]);
    return rows[0] ? toScan(rows[0]) : null;
  }

  async findLastEnded(orgId: OrgId, repoId: RepoId, branch: string, at: Date): Promise<ScanId | null> {
    const values = [String(orgId), String(repoId), branch, at.toISOString()];
    const rows = await this.tenant.read<{ id: ScanId }>(orgId, LAST_ENDED, values);
    return rows[0]?.id ?? null;
  }

  /** False where another instance has recorded it, or the scan has ended by now. */
  async recordTimeout(orgId: OrgId, id: ScanId, at: Date): Promise<boolean> {
    const recorded = await this.repository(orgId).update(
      { orgId, id, state: 'pending', deadlineAt: LessThanOrEqual(at), isTimeoutRecorded: false },
      { isTimeoutRecorded: true },
    );
    return recorded.affected === 1;
  }

  /** @param createdBy as `describeActor` has it */
  async findByIdempotencyKey(orgId: OrgId, createdBy: string, idempotencyKey: string): Promise<Scan | null> {
    const row = await this.repository(orgId).findOneBy({ orgId, createdBy, idempotencyKey });
    return row && toScan(row);
  }

  /** The scan, locked until the transaction ends: changes of one scan happen one after another. */
  async lock(orgId: OrgId, id: ScanId): Promise<Scan | null> {
    const row = await this.repository(orgId).findOne({ where: { orgId, id }, lock: { mode: 'pessimistic_write' } });
    return row && toScan(row);
  }

  /**
   * The completed scan that a pull request shows, and those whose base is outdated, locked with its pending ones to the end of the
   * transaction: none of them is completed meanwhile.
   */
  async lockShownOfPullRequest(
    orgId: OrgId,
    repoId: RepoId,
    prNumber: number,
  ): Promise<{ readonly shown: Scan | null; readonly outdated: readonly Scan[] }> {
    const pull = [orgId, repoId, prNumber];
    const manager = this.tenant.manager(orgId);
    const locked: { id: ScanId; isOutdated: boolean }[] = await manager.query(LOCK_PULL_REQUEST, pull);
    const [row]: { id: ScanId }[] = await manager.query(SHOWN_OF_PULL, pull);
    const [shown, ...outdated] = await together([
      row === undefined ? null : this.findScan(orgId, row.id),
      ...locked.filter(({ isOutdated }) => isOutdated).map(({ id }) => this.findScan(orgId, id)),
    ]);
    return { shown, outdated: outdated.filter((scan) => scan !== null) };
  }

  /** Time of the newest completed scan of a branch outside pull requests; null where there is none. */
  async findLastCompletion(
    orgId: OrgId,
    repoId: RepoId,
    branch: string,
  ): Promise<{ readonly id: ScanId; readonly completedAt: Date } | null> {
    const rows: { id: ScanId; completedAt: Date }[] = await this.tenant.manager(orgId).query(
      `SELECT s.id, s.completed_at AS "completedAt" FROM scans s
       WHERE s.org_id = $1 AND s.repo_id = $2 AND s.branch = $3 AND s.pr_number IS NULL AND s.state = 'completed'
         AND s.trust >= ${OWN_TRUST} AND ${isShownOnBranch('$1', '$2', '$3')}
       ORDER BY s.id DESC LIMIT 1`,
      [orgId, repoId, branch],
    );
    return rows[0] ?? null;
  }

  async findLatestOfDefaultBranch({
    orgId,
    repoId,
    defaultBranch,
    id,
  }: ScanOfRepo & Pick<Scan, 'defaultBranch'>): Promise<Scan | null> {
    const row = await this.repository(orgId).findOne({
      where: { orgId, repoId, branch: defaultBranch, isBaselineScan: true, state: 'completed', id: Not(id) },
      order: { id: 'DESC' },
    });
    return row && toScan(row);
  }

  /**
   * Scans that a change may be compared with, as `chooseBase` wants them: those of `branch` that are of its merge
   * base or one of the commits before that, or may be, and the newest; the newest first.
   */
  findBaseCandidates(change: ComparedChange, branch: string): Promise<BaseCandidate<ScanId>[]> {
    return this.queryCandidates('base', change, branch);
  }

  /** As `findBaseCandidates`, by the branches of pull requests that the change is on top of. */
  async listParentCandidates(
    change: ComparedChange,
    branches: readonly string[],
  ): Promise<ReadonlyMap<string, readonly BaseCandidate<ScanId>[]>> {
    if (branches.length === 0) return new Map();
    const rows = await this.queryCandidates<BaseCandidate<ScanId> & { readonly branch: string }>(
      'parents',
      change,
      branches,
    );
    return groupBy(rows, ({ branch }) => branch);
  }

  private queryCandidates<Row>(
    kind: keyof typeof CANDIDATES,
    { orgId, repoId, id, baseSha, baseCommits }: ComparedChange,
    branches: unknown,
  ): Promise<Row[]> {
    const values = [orgId, repoId, branches, id];
    const manager = this.tenant.manager(orgId);
    if (baseCommits === undefined) return manager.query(CANDIDATES[kind], values);
    const commits = baseSha === null ? [] : [baseSha, ...baseCommits];
    return manager.query(CANDIDATES_AHEAD[kind], [...values, [...new Set(commits.map(commitPrefix))]]);
  }

  /** The newest scan of a branch that `scan` may be compared with; null where there is none. */
  async findNewestFit({ orgId, repoId, id }: ScanOfRepo, branch: string): Promise<ScanId | null> {
    const rows: BaseCandidate<ScanId>[] = await this.tenant
      .manager(orgId)
      .query(NEWEST_FIT, [orgId, repoId, branch, id]);
    return rows[0]?.id ?? null;
  }

  /** The completed scan of the same branch before `scan`, outside pull requests; null where there is none. */
  async findPredecessor(scan: ComparedChange): Promise<BaseCandidate<ScanId> | null> {
    const { orgId, repoId, branch, id, namedBaseId } = scan;
    const rows: BaseCandidate<ScanId>[] = await this.tenant.manager(orgId).query(
      `SELECT s.id, s.commit_sha AS "commitSha" FROM scans s WHERE s.org_id = $1 AND s.id = coalesce(
         (SELECT s.id FROM scans s WHERE ${FIT} AND s.id < $4 AND s.id = $5),
         (SELECT s.id FROM scans s WHERE ${FIT} AND s.id < $4 ORDER BY s.id DESC LIMIT 1))`,
      [orgId, repoId, branch, id, namedBaseId],
    );
    return rows[0] ?? null;
  }

  /** The first-parent ancestors of the merge base, the newest first, as far as CI named them. */
  async findBaseCommits(orgId: OrgId, id: ScanId): Promise<string[]> {
    const rows: { commits: string[] }[] = await this.tenant
      .manager(orgId)
      .query('SELECT base_commits AS commits FROM scans WHERE org_id = $1 AND id = $2', [orgId, id]);
    return rows[0]?.commits ?? [];
  }

  /** Newest first, those before `beforeId`; what counts as pending and failed is said as of `now`. */
  async listScans(orgId: OrgId, filter: ScanFilter, page: ScanPage, now: Date): Promise<Scan[]> {
    const { state, gateStatus, commit } = filter;
    const conditions: readonly (readonly [value: unknown, condition: string])[] = [
      [filter.repoId, 'scan.repoId = :repoId'],
      [filter.branch, 'scan.branch = :branch'],
      [filter.prNumber, 'scan.prNumber = :prNumber'],
      [commit, 'left(scan.commitSha, 4) = left(:commit, 4) AND starts_with(scan.commitSha, :commit)'],
      [filter.isShown === true ? true : undefined, isShownOfPull('scan')],
      [filter.direction, filter.direction === 'degrading' ? DEGRADING : 'scan.direction = :direction'],
      [filter.from, 'scan.createdAt >= :from'],
      [filter.to, 'scan.createdAt <= :to'],
      [page.beforeId ?? undefined, 'scan.id < :beforeId'],
      [state, state === undefined ? '' : STATES[state]],
      [gateStatus, gateStatus === undefined ? '' : GATE_STATUSES[gateStatus]],
    ];
    const query = this.repository(orgId).createQueryBuilder('scan').where('scan.orgId = :orgId', { orgId });
    for (const [value, condition] of conditions) if (value !== undefined) query.andWhere(condition);
    query.setParameters({ ...filter, ...page, now });
    return (await query.orderBy('scan.id', 'DESC').take(page.limit).getMany()).map(toScan);
  }

  /**
   * Scans that speak for a commit or for one that begins like it, whatever became of them: the most trusted first, then the newest. Of a
   * commit and its abbreviations those alone that are trusted most.
   */
  ofCommit(orgId: OrgId, repoId: RepoId, commit: string): Promise<BaseCandidate<ScanId>[]> {
    return this.tenant.manager(orgId).query(
      `WITH s AS (
         SELECT id, commit_sha, trust FROM scans
         WHERE org_id = $1 AND repo_id = $2 AND left(commit_sha, 4) = $3 AND commit_sha <> ALL (unproven_commits))
       SELECT id, commit_sha AS "commitSha" FROM s WHERE trust = ${MOST_TRUST} OR NOT EXISTS (
         SELECT FROM s trusted WHERE trusted.trust > s.trust
           AND (starts_with(trusted.commit_sha, s.commit_sha) OR starts_with(s.commit_sha, trusted.commit_sha)))
       ORDER BY trust DESC, id DESC`,
      [orgId, repoId, commitPrefix(commit)],
    );
  }

  /** Those of some commits that a scan of a baseline names. */
  async listBaselineCommits(orgId: OrgId, repoId: RepoId, commits: readonly string[]): Promise<string[]> {
    const rows: { commit: string }[] = await this.tenant.manager(orgId).query(
      `SELECT DISTINCT commit_sha AS commit FROM scans WHERE org_id = $1 AND repo_id = $2
         AND left(commit_sha, 4) = ANY ($3) AND commit_sha = ANY ($4) AND is_baseline_scan`,
      [orgId, repoId, commits.map(commitPrefix), commits],
    );
    return rows.map(({ commit }) => commit);
  }

  async update(orgId: OrgId, id: ScanId, values: Partial<ScanEntity>): Promise<void> {
    await this.repository(orgId).update({ orgId, id }, values);
  }

  /**
   * Records for those of the given scans that are pending, or the newest completed one of their line, when marks changed. Answers
   * those that have a verdict.
   */
  async touchMarks(orgId: OrgId, ids: readonly ScanId[], at: Date): Promise<ScanId[]> {
    const [rows]: [{ id: ScanId; isJudged: boolean }[]] = await this.tenant
      .manager(orgId)
      .query(TOUCH_MARKS, [orgId, ids, at]);
    return rows.filter(({ isJudged }) => isJudged).map(({ id }) => id);
  }

  /** False where marks changed or the scan was judged again since it was read. */
  async settleMarks(
    { orgId, id, evaluation, marksChangedAt }: Pick<Scan, 'orgId' | 'id' | 'evaluation' | 'marksChangedAt'>,
    consideredAt: Date | null,
  ): Promise<boolean> {
    const [, count]: [unknown, number] = await this.tenant.manager(orgId).query(
      `UPDATE scans SET marks_changed_at = $3
       WHERE org_id = $1 AND id = $2 AND evaluation = $4 AND marks_changed_at IS NOT DISTINCT FROM $5`,
      [orgId, id, consideredAt, evaluation, marksChangedAt],
    );
    return count > 0;
  }

  async proveCommit(orgId: OrgId, id: ScanId, commit: string): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE scans SET unproven_commits = array_remove(unproven_commits, $3) WHERE org_id = $1 AND id = $2', [
        orgId,
        id,
        commit,
      ]);
  }

  async countUpload(orgId: OrgId, id: ScanId, at: Date): Promise<void> {
    const uploadsReceived = () => 'uploads_received + 1';
    await this.repository(orgId).update({ orgId, id }, { uploadsReceived, lastUploadAt: at });
  }

  async saveChanges(orgId: OrgId, id: ScanId, changes: StoredChanges): Promise<void> {
    const { files, changedSinceBase, landed, loosened, assertions } = changes;
    await this.tenant.manager(orgId).query(
      `INSERT INTO scan_changes (org_id, scan_id, files, changed_since_base, landed, loosened, assertions)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (org_id, scan_id) DO UPDATE SET files = excluded.files, changed_since_base = excluded.changed_since_base,
         landed = excluded.landed, loosened = excluded.loosened, assertions = excluded.assertions`,
      [orgId, id, files, changedSinceBase, landed, loosened, assertions],
    );
  }

  /** Null fields where CI did not name them, and for a baseline scan. */
  async findWeakening(orgId: OrgId, id: ScanId): Promise<Weakening> {
    const rows: Weakening[] = await this.tenant
      .manager(orgId)
      .query(`SELECT loosened, assertions FROM scan_changes c WHERE org_id = $1 AND scan_id = $2 AND ${OF_A_CHANGE}`, [
        orgId,
        id,
      ]);
    return rows[0] ?? { loosened: null, assertions: null };
  }

  async findChangedSinceBase(orgId: OrgId, id: ScanId): Promise<ChangedSinceBase | null> {
    const rows: { changed: ChangedSinceBase | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT changed_since_base AS changed FROM scan_changes WHERE org_id = $1 AND scan_id = $2', [orgId, id]);
    return rows[0]?.changed ?? null;
  }

  /** The change of a scan; fields that were not stored with it are null. Null where CI sent none, and for a baseline scan. */
  async findChanges(orgId: OrgId, id: ScanId): Promise<ChangedLines | null> {
    const rows: { files: StoredFile[] }[] = await this.tenant
      .manager(orgId)
      .query(`SELECT files FROM scan_changes c WHERE org_id = $1 AND scan_id = $2 AND ${OF_A_CHANGE}`, [orgId, id]);
    return rows[0] ? { files: rows[0].files.map(changedFile) } : null;
  }

  /** Paths of the files that a scan's change touches; none where it sent no change. */
  async listChangedPaths(orgId: OrgId, id: ScanId): Promise<string[]> {
    const rows: { paths: string[] }[] = await this.tenant
      .manager(orgId)
      .query(
        `SELECT jsonb_path_query_array(files, '$[*].path') AS paths FROM scan_changes c WHERE org_id = $1 AND scan_id = $2 AND ${OF_A_CHANGE}`,
        [orgId, id],
      );
    return rows[0]?.paths ?? [];
  }

  async findHistory(orgId: OrgId, id: ScanId): Promise<ScanHistory> {
    const rows: { files: StoredFile[]; landed: Landed | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT files, landed FROM scan_changes WHERE org_id = $1 AND scan_id = $2', [orgId, id]);
    return { changes: rows[0] ? { files: rows[0].files.map(changedFile) } : null, landed: rows[0]?.landed ?? null };
  }

  /** Of a scan's change the files with lines that it moved or takes out of coverage; null where nothing is known of its lines. */
  async findUnwritten(orgId: OrgId, id: ScanId): Promise<UnwrittenFiles | null> {
    const rows: { files: StoredFile[]; isKnown: boolean }[] = await this.tenant.manager(orgId).query(
      `SELECT jsonb_path_query_array(files, '$[*] ? (@.moved[0].type() == "array" || @.unchangedButSpace[0].type() == "array"
             || @.coverageIgnored[0].type() == "array")') AS files,
           jsonb_path_exists(files, '$[*] ? (@.moved.type() == "array" || @.unchangedButSpace.type() == "array")') AS "isKnown"
         FROM scan_changes c WHERE org_id = $1 AND scan_id = $2 AND ${OF_A_CHANGE}`,
      [orgId, id],
    );
    return rows[0] ? { files: rows[0].files.map(changedFile), isKnown: rows[0].isKnown } : null;
  }

  /** Answers whether the list or its owners differ from those before. */
  async saveFileList(orgId: OrgId, id: ScanId, { paths, codeOwners }: FileList): Promise<boolean> {
    const rows: unknown[] = await this.tenant.manager(orgId).query(
      `INSERT INTO scan_files (org_id, scan_id, paths, code_owners, code_owners_digest)
       VALUES ($1, $2, ARRAY(SELECT json_array_elements_text($3::json)), $4, $5)
       ON CONFLICT (org_id, scan_id) DO UPDATE
         SET paths = excluded.paths, code_owners = excluded.code_owners, code_owners_digest = excluded.code_owners_digest,
           version = scan_files.version + (scan_files.paths <> excluded.paths)::integer
         WHERE scan_files.paths <> excluded.paths OR scan_files.code_owners IS DISTINCT FROM excluded.code_owners
       RETURNING true`,
      [orgId, id, paths, codeOwners, codeOwners === null ? null : digestCodeOwners(codeOwners)],
    );
    return rows.length > 0;
  }

  async findListedFiles(orgId: OrgId, id: ScanId): Promise<ListedFiles | null> {
    const [row = null] = await this.tenant.read<ListedFiles>(orgId, FILE_LIST, [String(orgId), String(id)]);
    return row;
  }

  async findFileListVersion(orgId: OrgId, id: ScanId): Promise<number | null> {
    const rows: Pick<ListedFiles, 'version'>[] = await this.tenant
      .manager(orgId)
      .query('SELECT version FROM scan_files WHERE org_id = $1 AND scan_id = $2', [orgId, id]);
    return rows[0]?.version ?? null;
  }

  /** Takes the key from a scan of these repositories, which are being deleted. */
  async freeKey(orgId: OrgId, createdBy: string, idempotencyKey: string, repoIds: readonly RepoId[]): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(SEE_DELETED, ['on']);
    await manager.query(
      `UPDATE scans SET idempotency_key = NULL
       WHERE org_id = $1 AND created_by = $2 AND idempotency_key = $3 AND repo_id = ANY ($4)`,
      [orgId, createdBy, idempotencyKey, repoIds],
    );
    await manager.query(SEE_DELETED, ['']);
  }

  async countOfRepo(orgId: OrgId, repoId: RepoId): Promise<number> {
    return this.repository(orgId).countBy({ orgId, repoId });
  }

  /** Some scans of a repository that nobody has locked, locked to the end of the transaction. */
  async lockSome(orgId: OrgId, repoId: RepoId, limit: number): Promise<ScanId[]> {
    const rows: { id: ScanId }[] = await this.tenant
      .manager(orgId)
      .query('SELECT id FROM scans WHERE org_id = $1 AND repo_id = $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED', [
        orgId,
        repoId,
        limit,
      ]);
    return rows.map(({ id }) => id);
  }

  /** All scans of a repository whose details are stored. */
  listDetailed(orgId: OrgId, repoId: RepoId): Promise<DetailedScan<ScanId>[]> {
    return this.tenant.manager(orgId).query(
      `SELECT id, branch, pr_number AS "prNumber", state, created_at AS "createdAt", deadline_at AS "deadlineAt",
         completed_at AS "completedAt", may_be_base AS "mayBeBase", base_scan_id AS "baseId",
         branch_deleted_at IS NOT NULL AS "isBranchDeleted"
       FROM scans WHERE org_id = $1 AND repo_id = $2 AND details_expired_at IS NULL`,
      [orgId, repoId],
    );
  }

  async findLastOfOpenPull(orgId: OrgId, repoId: RepoId, number: number): Promise<ScanId | null> {
    const rows: { id: ScanId }[] = await this.tenant.manager(orgId).query(
      `SELECT s.id FROM pull_requests pr JOIN scans s ON s.org_id = pr.org_id AND s.repo_id = pr.repo_id AND s.pr_number = pr.number
       WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.number = $3 AND pr.closed_at IS NULL AND ${IS_SHOWN_OF_PULL}
       ORDER BY s.id DESC LIMIT 1`,
      [orgId, repoId, number],
    );
    return rows[0]?.id ?? null;
  }

  /** A branch was deleted: its last scan outside of pull requests says so, which a scan of a new branch of that name does not. */
  async recordBranchDeletion(orgId: OrgId, repoId: RepoId, branch: string, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE scans SET branch_deleted_at = $4 WHERE org_id = $1 AND id = (
         SELECT id FROM scans WHERE org_id = $1 AND repo_id = $2 AND branch = $3 AND pr_number IS NULL
         ORDER BY id DESC LIMIT 1)`,
      [orgId, repoId, branch, at],
    );
  }

  /** Marks scans: from then on they have no details. In one order, as `touchMarks` locks them. */
  async expireDetails(orgId: OrgId, ids: readonly ScanId[], at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE scans SET details_expired_at = $3 WHERE org_id = $1 AND id IN (
         SELECT id FROM scans WHERE org_id = $1 AND id = ANY ($2) AND details_expired_at IS NULL ORDER BY id FOR UPDATE)`,
      [orgId, ids, at],
    );
  }

  /** Some scans of a repository whose details have expired and are not deleted yet, locked unless somebody else has. */
  async lockExpired(orgId: OrgId, repoId: RepoId, limit: number): Promise<ScanId[]> {
    const rows: { id: ScanId }[] = await this.tenant.manager(orgId).query(
      `SELECT id FROM scans
       WHERE org_id = $1 AND repo_id = $2 AND details_expired_at IS NOT NULL AND details_deleted_at IS NULL
       ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED`,
      [orgId, repoId, limit],
    );
    return rows.map(({ id }) => id);
  }

  async recordDeletion(orgId: OrgId, ids: readonly ScanId[], at: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE scans SET details_deleted_at = $3 WHERE org_id = $1 AND id = ANY ($2)', [orgId, ids, at]);
  }

  /** Deletes scans with all that refers to them. */
  async delete(orgId: OrgId, ids: readonly ScanId[]): Promise<void> {
    await this.tenant.manager(orgId).query('DELETE FROM scans WHERE org_id = $1 AND id = ANY ($2)', [orgId, ids]);
  }

  /** Deletes what CI said of the code: its files and changed lines. */
  async deleteDescriptions(orgId: OrgId, ids: readonly ScanId[]): Promise<void> {
    for (const table of ['scan_files', 'scan_changes'])
      await this.tenant
        .manager(orgId)
        .query(`DELETE FROM ${table} WHERE org_id = $1 AND scan_id = ANY ($2)`, [orgId, ids]);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(ScanEntity);
  }
}

const IS_OVERDUE = `scan.state = 'pending' AND scan.deadlineAt <= :now`;
const IS_PENDING = `scan.state = 'pending' AND scan.deadlineAt > :now`;

/** The scans that read as being in a state: one that is pending past its deadline reads as failed. */
const STATES: Readonly<Record<ScanState, string>> = {
  pending: IS_PENDING,
  completed: `scan.state = 'completed'`,
  failed: `(scan.state = 'failed' OR ${IS_OVERDUE})`,
};

/** Passed scans alone: failed ones are listed as failed, whatever their direction. */
const DEGRADING = `scan.direction = 'degrading' AND scan.gateStatus = 'passed'`;

/** Conditions for statuses of the gate. */
const GATE_STATUSES: Readonly<Record<ListedGateStatus, string>> = {
  passed: `scan.gateStatus = 'passed'`,
  failed: `(scan.gateStatus = 'failed' OR ${IS_OVERDUE})`,
  not_configured: `scan.gateStatus = 'not_configured'`,
  timed_out: IS_OVERDUE,
  pending: IS_PENDING,
};
