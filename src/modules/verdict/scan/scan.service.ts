import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isBaselineBranch } from '../../../domain/base/baseline-branches.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { faultOfScan, refKey, runKey, unprovenCommits } from '../../../domain/publishing/pipeline-run.js';
import type { SourceExcerpts } from '../../../domain/source/source-switch.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import {
  type Caller,
  describeActor,
  isAgent,
  isUntrusted,
  mayWriteBaselineOf,
} from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { OWN_TRUST, trustOf } from '../../../platform/tenancy/scan-trust.js';
import { isCalled, type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { ForgeReportWriter } from '../../record/forge-report/forge-report.writer.js';
import { AuthorDigests } from './author-digests.reader.js';
import { BaseChoiceReader } from './base-choice.reader.js';
import type { CreateScanDto } from './dto/create-scan.dto.js';
import type { PullRequestTraits } from './pull-request.js';
import { PullRequestRepository } from './pull-request.repository.js';
import { PullRequestWriter } from './pull-request.writer.js';
import { ReusableScanReader } from './reusable-scan.reader.js';
import { ScanEvents } from './scan.events.js';
import type { Scan, ScanBase } from './scan.js';
import { type NewScan, type ScanPage, ScanRepository } from './scan.repository.js';
import type { PackedChanges, PackedPaths } from './scan.tasks.js';
import { ScanWriter } from './scan.writer.js';
import type { ScanFilter } from './scan-filter.js';
import { ScanMetricsWriter } from './scan-metrics.writer.js';

/** A scan that was begun. */
export interface ScanStart {
  /** With its place on the line of commits; null: there is none. */
  readonly base: { readonly scan: Scan; readonly choice: ScanBase } | null;
  readonly sourceExcerpts: SourceExcerpts;
  readonly suppressionReasons: boolean;
  /** Scan of an equal tree whose reports it may take; null: there is none. */
  readonly reusableId: ScanId | null;
}

/** Starts scans, and stores the facts that CI sends beside the reports. */
@Injectable()
export class ScanService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanRepository,
    private readonly writer: ScanWriter,
    private readonly pullRequests: PullRequestRepository,
    private readonly pullWriter: PullRequestWriter,
    private readonly repoReader: RepoReader,
    private readonly repoWriter: RepoWriter,
    private readonly quotas: QuotaWriter,
    private readonly bases: BaseChoiceReader,
    private readonly reusable: ReusableScanReader,
    private readonly authors: AuthorDigests,
    private readonly events: ScanEvents,
    private readonly forgeReports: ForgeReportWriter,
    private readonly metrics: ScanMetricsWriter,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * A new pending scan, or the one that the caller made before by the same request, which its idempotency key tells.
   *
   * @throws AppError not_of_this_pipeline where the caller is a pipeline, and the scan is not of its run;
   *   idempotency_key_reused where the key is of another request
   */
  async create(caller: Caller, wanted: CreateScanDto): Promise<{ scan: Scan; isNew: boolean }> {
    refuseOtherRun(caller, wanted);
    return this.tenant.run(caller.orgId, async () => {
      const key = keyOf(caller, wanted);
      const known = key === null ? null : await this.findRepeated(caller, wanted, key);
      if (known) return { scan: known, isNew: false };
      const repo = await this.repoOf(caller, wanted);
      const started = await this.start(caller, wanted, repo);
      if (started !== null) return { scan: started, isNew: true };
      return this.resolveKey(caller, wanted, repo, key!);
    });
  }

  /** The key is taken: by a scan that came at the same moment, or by one of a repository that is being deleted. */
  private async resolveKey(
    caller: Caller,
    wanted: CreateScanDto,
    repo: Repo,
    key: string,
  ): Promise<{ scan: Scan; isNew: boolean }> {
    const known = await this.findRepeated(caller, wanted, key);
    if (known) return { scan: known, isNew: false };
    const { orgId } = caller;
    await this.scans.freeKey(orgId, describeActor(caller), key, await this.repoReader.listDeleted(orgId));
    const started = await this.start(caller, wanted, repo);
    if (started === null) throw new NotFoundInOrg('scan');
    return { scan: started, isNew: true };
  }

  /** The scan that the caller began by this key and request. */
  private async findRepeated(caller: Caller, wanted: CreateScanDto, key: string): Promise<Scan | null> {
    const known = await this.scans.findByIdempotencyKey(caller.orgId, describeActor(caller), key);
    if (known === null) return null;
    const repo = await this.repoReader.getRepo(caller.orgId, known.repoId);
    const fields = differingFields(wanted, known, repo);
    if (fields.length > 0 || known.publisherRun !== runOfCaller(caller))
      throw new AppError(
        'idempotency_key_reused',
        `The idempotency_key is of a scan with another ${fields.join(', ') || 'run'}: send each scan with a key of its own.`,
      );
    return known;
  }

  /** Describes a scan that was begun: the scan that it would be compared with now, and the source text that may be sent. */
  describeStart({ orgId }: Caller, scan: Scan): Promise<ScanStart> {
    return this.tenant.run(orgId, async () => {
      const [{ sourceExcerpts, suppressionReasons }, choice, reusableId] = await together([
        this.repoReader.getRepo(orgId, scan.repoId),
        scan.state === 'pending' ? this.bases.choose(scan) : scan.base,
        scan.state === 'pending' ? this.reusable.find(scan) : null,
      ]);
      const base = choice && (await this.scans.findScan(orgId, choice.id));
      return { sourceExcerpts, suppressionReasons, reusableId, base: base && { scan: base, choice } };
    });
  }

  async getScan(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.scans.findScan(caller.orgId, id);
    if (!scan) throw new NotFoundInOrg('scan');
    return scan;
  }

  /** @param repoName of these the scans of the repository of that name; of no such repository there are none */
  listScans(caller: Caller, filter: ScanFilter, repoName: string | undefined, page: ScanPage): Promise<Scan[]> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const now = this.tenant.now();
      if (repoName === undefined) return this.scans.listScans(orgId, filter, page, now);
      const repo = await this.repoReader.findByName(orgId, repoName);
      const isContradiction = filter.repoId !== undefined && filter.repoId !== repo?.id;
      return repo && !isContradiction ? this.scans.listScans(orgId, { ...filter, repoId: repo.id }, page, now) : [];
    });
  }

  /** The lines that the scan's change adds; a later report of them replaces an earlier one. */
  async saveChanges(caller: Caller, id: ScanId, changes: PackedChanges): Promise<void> {
    await confirmCaller();
    await this.tenant.run(caller.orgId, async () => {
      const scan = await this.writer.lockPending(caller, id);
      await this.scans.saveChanges(caller.orgId, id, changes);
      if (!scan.isBaselineScan) await this.scans.update(caller.orgId, id, { hasChanges: true });
    });
  }

  /** The files that the repository has, and who owns them; a later list replaces an earlier one. */
  async saveFileList(caller: Caller, id: ScanId, files: PackedPaths): Promise<void> {
    await confirmCaller();
    await this.tenant.run(caller.orgId, async () => {
      await this.writer.lockPending(caller, id);
      if (await this.scans.saveFileList(caller.orgId, id, files)) await this.events.filesListed(caller, id);
    });
  }

  private async repoOf(caller: Caller, { repo_id: id, repo: name, default_branch }: CreateScanDto): Promise<Repo> {
    return id == null
      ? this.repoWriter.ensureByName(caller, name!, default_branch ?? undefined)
      : this.repoReader.getRepo(caller.orgId, id satisfies RepoId);
  }

  /**
   * A new scan, counted among those of the day and recorded with its pull request by statements that travel with the one that
   * reads it; null where its idempotency key is taken.
   */
  private async start(caller: Caller, wanted: CreateScanDto, repo: Repo): Promise<Scan | null> {
    const { orgId } = caller;
    const newScan = { ...this.toNewScan(caller, wanted, repo), ...(await this.unspokenFor(caller, wanted, repo)) };
    const id = await this.scans.insertUnlessKnown(orgId, newScan);
    if (id === null) return null;
    this.metrics.countState('pending');
    const { createdAt } = newScan;
    const { title = null, author = null, pr_url: url = null } = wanted;
    const { prNumber, baseBranch } = newScan;
    const [scan, , formerTarget] = await together([
      this.getScan(caller, id),
      this.quotas.claimScan(orgId),
      this.recordPull(orgId, { ...newScan, id }, { title, author, url }),
      this.forgeReports.wantPending({ ...newScan, orgId, id }, repo, createdAt),
    ]);
    if (formerTarget !== null && baseBranch !== null && baseBranch !== formerTarget)
      await this.pullWriter.followTarget(orgId, repo.id, prNumber!, baseBranch);
    return scan.isBaselineScan ? this.nameBase(scan) : scan;
  }

  /** Answers the target that the pull request had before; null where it has none, or keeps what a scan that is trusted further stated. */
  private async recordPull(
    orgId: OrgId,
    scan: Parameters<PullRequestRepository['recordScan']>[1] & Pick<Scan, 'trust'>,
    traits: PullRequestTraits,
  ): Promise<string | null> {
    if (scan.prNumber === null) return null;
    if (scan.trust < OWN_TRUST && (await this.pullRequests.recordOutranked(orgId, scan, traits.author))) return null;
    return this.pullRequests.recordScan(orgId, scan, traits);
  }

  /** The base that is named now is the one that what CI sends differs from, whichever scan completes meanwhile. */
  private async nameBase(scan: Scan): Promise<Scan> {
    const base = await this.bases.choose(scan);
    if (base === null) return scan;
    await this.scans.update(scan.orgId, scan.id, { namedBaseId: base.id });
    return { ...scan, namedBaseId: base.id };
  }

  /** Commits that the scan names and does not speak for: a pipeline's token does not name them, or an agent scans what a baseline has. */
  private async unspokenFor(
    caller: Caller,
    wanted: CreateScanDto,
    { id }: Repo,
  ): Promise<Pick<NewScan, 'unprovenCommits'>> {
    const { credential } = caller;
    const change = namedChange(wanted);
    if (credential.type === 'publisher_token') return { unprovenCommits: unprovenCommits(credential.run, change) };
    if (!isAgent(caller)) return { unprovenCommits: [] };
    const commits = [change.commitSha ?? [], change.extraShas].flat();
    return { unprovenCommits: await this.scans.listBaselineCommits(caller.orgId, id, commits) };
  }

  private toNewScan(caller: Caller, wanted: CreateScanDto, repo: Repo): Omit<NewScan, 'unprovenCommits'> {
    const createdAt = this.tenant.now();
    const { merge_group: group = null } = wanted;
    const isOfBaseline = wanted.pr_number == null && isBaselineBranch(repo, wanted.branch);
    const mayWriteBaseline = mayWriteBaselineOf(caller, wanted.branch);
    return {
      repoId: repo.id,
      ...namedChange(wanted),
      commitTitle: wanted.commit_title ?? null,
      commitAuthor: wanted.commit_author ?? null,
      authorEmailDigest: this.authors.digest(caller.orgId, 'email', wanted.author_email),
      authorLoginDigest: this.authors.digest(caller.orgId, 'login', wanted.author_login),
      baseBranch: namedTarget(wanted),
      baseSha: (group?.base_sha ?? wanted.base_sha)?.toLowerCase() ?? null,
      treeSha: wanted.tree_sha?.toLowerCase() ?? null,
      runDigest: wanted.run_digest ?? null,
      groupMembers: group && [...new Set(group.pr_numbers)],
      baseCommits: (wanted.base_commits ?? []).map((commit) => commit.toLowerCase()),
      defaultBranch: repo.defaultBranch,
      isBaselineScan: isOfBaseline && group === null && mayWriteBaseline,
      isKeptFromBaseline: isOfBaseline && !mayWriteBaseline,
      isUntrusted: isUntrusted(caller),
      trust: trustOf(caller),
      mayBeBase: mayWriteBaseline,
      baselineGeneration: repo.baselineGeneration,
      expectedUploads: wanted.expected_uploads ?? null,
      expectedReports: [...new Set(wanted.expected_reports)],
      idempotencyKey: keyOf(caller, wanted),
      createdBy: describeActor(caller),
      publisherRun: runOfCaller(caller),
      createdAt,
      deadlineAt: new Date(createdAt.getTime() + this.config.scans.deadlineMinutes * 60_000),
    };
  }
}

/** The commit and the change that a request names. */
const namedChange = ({ branch, commit_sha, extra_shas, pr_number }: CreateScanDto) => ({
  branch,
  commitSha: commit_sha?.toLowerCase() ?? null,
  extraShas: (extra_shas ?? []).map((commit) => commit.toLowerCase()),
  prNumber: pr_number ?? null,
});

const namedTarget = ({ merge_group: group, base_branch }: CreateScanDto): string | null =>
  group?.target_branch ?? base_branch ?? null;

/**
 * Names of the fields in which a request is of another scan. Jobs of one build that know more or less of the history, or of the
 * reports to come, are of the same scan.
 */
function differingFields(wanted: CreateScanDto, known: Scan, repo: Repo): string[] {
  const { branch, commitSha, extraShas, prNumber } = namedChange(wanted);
  const pairs = {
    repo_id: [wanted.repo_id ?? repo.id, repo.id],
    repo: [wanted.repo == null || isCalled(repo, wanted.repo), true],
    branch: [branch, known.branch],
    commit_sha: [commitSha, known.commitSha],
    extra_shas: [extraShas.join(), known.extraShas.join()],
    pr_number: [prNumber, known.prNumber],
    base_branch: [namedTarget(wanted), known.baseBranch],
    merge_group: [
      wanted.merge_group ? [...new Set(wanted.merge_group.pr_numbers)].join() : null,
      known.groupMembers?.join() ?? null,
    ],
  } as const;
  return Object.entries(pairs).flatMap(([field, [one, other]]) => (one === other ? [] : [field]));
}

/** The key as it is stored: runs of one publisher share those of their branch, tag or pull request, and take none of another. */
function keyOf({ credential }: Caller, { idempotency_key: key = null }: CreateScanDto): string | null {
  if (key === null || credential.type !== 'publisher_token') return key;
  return `${createHash('sha256').update(refKey(credential.run)).digest('hex')} ${key}`;
}

const runOfCaller = ({ credential }: Caller): string | null =>
  credential.type === 'publisher_token' ? runKey(credential.run) : null;

function refuseOtherRun({ credential }: Caller, wanted: CreateScanDto): void {
  if (credential.type !== 'publisher_token') return;
  const scan = { ...namedChange(wanted), baseBranch: namedTarget(wanted) };
  const fault = faultOfScan(credential.run, { ...scan, groupMembers: wanted.merge_group?.pr_numbers ?? null });
  if (fault !== null)
    throw new AppError('not_of_this_pipeline', `The identity token of this pipeline is of ${fault} of the scan.`);
}
