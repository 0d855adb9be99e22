import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { faultOfScan } from '../../../domain/publishing/pipeline-run.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { isCalled, type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import type { CreateScanDto } from './dto/create-scan.dto.js';
import { idempotencyKeyOf, namedChange, namedTarget, NewScans, runOfCaller } from './new-scans.js';
import type { Scan } from './scan.js';
import { ScanRepository } from './scan.repository.js';
import { ScanStarter } from './scan-starter.js';

/** Starts scans as callers request them. */
@Injectable()
export class ScanStartService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanRepository,
    private readonly repoReader: RepoReader,
    private readonly repoWriter: RepoWriter,
    private readonly newScans: NewScans,
    private readonly starter: ScanStarter,
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
      const key = idempotencyKeyOf(caller, wanted);
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
        `The idempotency_key belongs to a scan with a different ${fields.join(', ') || 'run'}. Use a separate key for each scan.`,
      );
    return known;
  }

  private async start(caller: Caller, wanted: CreateScanDto, repo: Repo): Promise<Scan | null> {
    const { title = null, author = null, pr_url: url = null } = wanted;
    return this.starter.start(caller.orgId, await this.newScans.describe(caller, wanted, repo), repo, {
      title,
      author,
      url,
    });
  }

  private async repoOf(caller: Caller, { repo_id: id, repo: name, default_branch }: CreateScanDto): Promise<Repo> {
    return id == null
      ? this.repoWriter.ensureByName(caller, name!, default_branch ?? undefined)
      : this.repoReader.getRepo(caller.orgId, id satisfies RepoId);
  }
}

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

function refuseOtherRun({ credential }: Caller, wanted: CreateScanDto): void {
  if (credential.type !== 'publisher_token') return;
  const scan = { ...namedChange(wanted), baseBranch: namedTarget(wanted) };
  const fault = faultOfScan(credential.run, { ...scan, groupMembers: wanted.merge_group?.pr_numbers ?? null });
  if (fault !== null)
    throw new AppError('not_of_this_pipeline', `The identity token of this pipeline is for ${fault} in the scan.`);
}
