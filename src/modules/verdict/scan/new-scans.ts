import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isBaselineBranch } from '../../../domain/base/baseline-branches.js';
import { refKey, runKey, unprovenCommits } from '../../../domain/publishing/pipeline-run.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import {
  type Caller,
  describeActor,
  isAgent,
  isUntrusted,
  mayWriteBaselineOf,
} from '../../../platform/tenancy/caller.js';
import { trustOf } from '../../../platform/tenancy/scan-trust.js';
import type { Repo } from '../../people/organization/repo.reader.js';
import { AuthorDigests } from './author-digests.reader.js';
import type { CreateScanDto } from './dto/create-scan.dto.js';
import { type NewScan, ScanRepository } from './scan.repository.js';

/** Makes the row of a scan from the request for it. */
@Injectable()
export class NewScans {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanRepository,
    private readonly authors: AuthorDigests,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** The scan that the caller requests, inside the open tenant transaction. */
  async describe(caller: Caller, wanted: CreateScanDto, repo: Repo): Promise<NewScan> {
    return { ...this.toNewScan(caller, wanted, repo), ...(await this.unspokenFor(caller, wanted, repo)) };
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
      idempotencyKey: idempotencyKeyOf(caller, wanted),
      createdBy: describeActor(caller),
      publisherRun: runOfCaller(caller),
      createdAt,
      deadlineAt: new Date(createdAt.getTime() + this.config.scans.deadlineMinutes * 60_000),
    };
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
}

/** The commit and the change that a request names. */
export const namedChange = ({ branch, commit_sha, extra_shas, pr_number }: CreateScanDto) => ({
  branch,
  commitSha: commit_sha?.toLowerCase() ?? null,
  extraShas: (extra_shas ?? []).map((commit) => commit.toLowerCase()),
  prNumber: pr_number ?? null,
});

export const namedTarget = ({ merge_group: group, base_branch }: CreateScanDto): string | null =>
  group?.target_branch ?? base_branch ?? null;

/** The key as it is stored: runs of one publisher share those of their branch, tag or pull request, and take none of another. */
export function idempotencyKeyOf(
  { credential }: Caller,
  { idempotency_key: key = null }: CreateScanDto,
): string | null {
  if (key === null || credential.type !== 'publisher_token') return key;
  return `${createHash('sha256').update(refKey(credential.run)).digest('hex')} ${key}`;
}

export const runOfCaller = ({ credential }: Caller): string | null =>
  credential.type === 'publisher_token' ? runKey(credential.run) : null;
