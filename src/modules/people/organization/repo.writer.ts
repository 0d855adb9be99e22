import { Injectable } from '@nestjs/common';
import { toProjectAddress } from '../../../domain/forge/forge-sites.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, hasRole, isAgent, isPerson, isUntrusted } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { QuotaReader } from '../quota/quota.reader.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { aliasesUnder, type Repo, requirePlainNames } from './repo.js';
import { RepoRepository } from './repo.repository.js';

/** Name and address of a repository at its forge. */
export interface PlaceAtForge {
  readonly name: string;
  readonly url: string;
}

/** Repositories, changed by other features inside the open tenant transaction. */
@Injectable()
export class RepoWriter {
  constructor(
    private readonly repos: RepoRepository,
    private readonly quotas: QuotaWriter,
    private readonly audit: AuditLogWriter,
    quotaReader: QuotaReader,
  ) {
    quotaReader.countBy('repositories', (orgId) => repos.countRepos(orgId));
  }

  /**
   * The repository of that name. CI's keys and administrators may make it by naming it; to others, to forks, to
   * agents, and to keys that are bound to repositories, it does not exist.
   */
  async ensureByName(caller: Caller, name: string, defaultBranch = 'main'): Promise<Repo> {
    const { orgId } = caller;
    const known = await this.repos.findByName(orgId, name);
    if (known) return known;
    const mayMake = isPerson(caller) ? hasRole(caller, 'ORG_ADMIN') : !isAgent(caller) && !isUntrusted(caller);
    if (!mayMake || caller.repoIds !== null) throw new NotFoundInOrg('repository');
    requirePlainNames('repo', [name]);
    const id = await this.repos.insertUnlessKnown(orgId, { name, defaultBranch, url: null });
    if (id !== null) {
      await this.quotas.enforce(orgId, 'repositories');
      await this.audit.record(caller, {
        action: 'repo.created',
        target: { type: 'repo', id },
        repoId: id,
        new: { name, default_branch: defaultBranch, url: null },
      });
    }
    return (await this.repos.findByName(orgId, name))!;
  }

  /** The repository, locked until the transaction ends. */
  async lock(orgId: OrgId, id: RepoId): Promise<Repo> {
    const repo = await this.repos.lock(orgId, id);
    if (!repo) throw new NotFoundInOrg('repository');
    return repo;
  }

  /** The repository whose scans are to be looked for, locked to the end of the transaction; null where no look is due. */
  async lockScanLook(
    orgId: OrgId,
    id: RepoId,
    at: Date,
  ): Promise<{ readonly repo: Repo; readonly missingSince: Date | null } | null> {
    const look = await this.repos.lockScanLook(orgId, id, at);
    const repo = look && (await this.repos.findRepo(orgId, id));
    return repo && { repo, missingSince: look.missingSince };
  }

  /** Its scans were looked for. */
  saveScanLook(
    orgId: OrgId,
    id: RepoId,
    look: { readonly lookAt: Date; readonly missingSince: Date | null },
  ): Promise<void> {
    return this.repos.saveScanLook(orgId, id, look);
  }

  /**
   * The repository was renamed at its forge: its name and its address follow where they are the previous ones, the name also only
   * where it is free. Nothing where the repository is being deleted.
   */
  async followRename(orgId: OrgId, id: RepoId, before: PlaceAtForge, after: PlaceAtForge): Promise<void> {
    const repo = await this.repos.lock(orgId, id);
    if (repo === null) return;
    const holder = await this.repos.findByName(orgId, after.name);
    const isRenamed = repo.name === before.name && (holder === null || holder.id === id);
    const isMoved = toProjectAddress(repo.url) === toProjectAddress(before.url);
    const renamed = {
      ...(isRenamed && { name: after.name, aliases: aliasesUnder(after.name, repo) }),
      ...(isMoved && { url: after.url }),
    };
    if (!isRenamed && !isMoved) return;
    await this.repos.update(orgId, id, renamed);
    await this.audit.recordOwn(orgId, {
      action: 'repo.updated',
      target: { type: 'repo', id },
      repoId: id,
      old: { ...(isRenamed && { name: repo.name, aliases: [...repo.aliases] }), ...(isMoved && { url: repo.url }) },
      new: renamed,
    });
  }

  /** From now on scans that began earlier do not write the baseline. */
  async startBaselineGeneration(orgId: OrgId, id: RepoId): Promise<Repo> {
    const repo = await this.lock(orgId, id);
    const rebuilt = { baselineGeneration: repo.baselineGeneration + 1, rebuiltBranch: repo.defaultBranch };
    await this.repos.update(orgId, id, rebuilt);
    return repo;
  }

  /** From now on badges of earlier generations show nothing; answers the new one. */
  async startBadgeGeneration(orgId: OrgId, id: RepoId): Promise<number> {
    const generation = await this.repos.raiseBadgeGeneration(orgId, id);
    if (generation === null) throw new NotFoundInOrg('repository');
    return generation;
  }

  /** From now on the repository is not there, to all but `seeDeleted`; its name is free. */
  hideDeleted(orgId: OrgId, id: RepoId, at: Date): Promise<void> {
    return this.repos.hideDeleted(orgId, id, at);
  }

  /** Shows repositories that are being deleted, and their scans, to the rest of the open transaction. */
  seeDeleted(orgId: OrgId): Promise<void> {
    return this.repos.seeDeleted(orgId);
  }

  /** Deletes the repository with all that refers to it. */
  delete(orgId: OrgId, id: RepoId): Promise<void> {
    return this.repos.delete(orgId, id);
  }

  /** A default-branch scan wrote the baseline. */
  async recordBaselineScan(orgId: OrgId, id: RepoId, scanId: ScanId): Promise<void> {
    await this.repos.update(orgId, id, { baselineScanId: scanId, rebuiltBranch: null });
  }

  /** The last rebuild was undone: earlier scans may be bases again. */
  async undoRebuild(orgId: OrgId, id: RepoId): Promise<void> {
    await this.repos.update(orgId, id, { rebuiltBranch: null });
  }
}
