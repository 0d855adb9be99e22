import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { isLowered } from '../../../domain/source/source-switch.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { isUniqueViolation } from '../../../platform/database/transient-errors.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { aliasesUnder, isCalled, type Repo, requirePlainNames } from './repo.js';
import { RepoReader } from './repo.reader.js';
import { type ChangedRepo, type NewRepo, RepoRepository } from './repo.repository.js';
import { SourceSwitchEvents, type UpdatedRepo } from './source-switch.events.js';

/** Repositories as people and CI manage them. */
@Injectable()
export class RepoService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoRepository,
    private readonly reader: RepoReader,
    private readonly quotas: QuotaWriter,
    private readonly audit: AuditLogWriter,
    private readonly sourceSwitch: SourceSwitchEvents,
  ) {}

  async listRepos(caller: Caller, page: { limit: number; afterId: RepoId | null }): Promise<Page<Repo>> {
    const rows = await this.tenant.run(caller.orgId, () =>
      this.repos.listRepos(caller.orgId, { ...page, limit: page.limit + 1 }),
    );
    return toPage(rows, page.limit, (repo) => [repo.id]);
  }

  getRepo(caller: Caller, id: RepoId): Promise<Repo> {
    return this.tenant.run(caller.orgId, () => this.reader.getRepo(caller.orgId, id));
  }

  async create(caller: Caller, wanted: NewRepo): Promise<Repo> {
    requirePlainNames('name', [wanted.name]);
    return this.refuseTaken(caller, async () => {
      const id = await this.repos.insertUnlessKnown(caller.orgId, wanted);
      if (id === null) throw nameTaken();
      await this.quotas.enforce(caller.orgId, 'repositories');
      await this.audit.record(caller, {
        action: 'repo.created',
        target: { type: 'repo', id },
        repoId: id,
        new: toWire(wanted),
      });
      return this.reader.getRepo(caller.orgId, id);
    });
  }

  /** Changes what `wanted` names. */
  async update(caller: Caller, id: RepoId, wanted: Partial<ChangedRepo>): Promise<UpdatedRepo> {
    return this.refuseTaken(caller, () => this.applyUpdate(caller, id, wanted));
  }

  /** Runs what names a repository in a transaction; throws `already_exists` where another one is called so. */
  private async refuseTaken<Changed>(caller: Caller, work: () => Promise<Changed>): Promise<Changed> {
    try {
      return await this.tenant.run(caller.orgId, work);
    } catch (error) {
      if (isUniqueViolation(error)) throw nameTaken();
      throw error;
    }
  }

  /** Makes the repository a favourite of the caller, or no longer one; again changes nothing. */
  setFavourite(caller: Caller, id: RepoId, isFavourite: boolean): Promise<void> {
    const { orgId, userId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.reader.getRepo(orgId, id);
      await (isFavourite ? this.repos.addFavourite(orgId, id, userId) : this.repos.removeFavourite(orgId, id, userId));
    });
  }

  private async applyUpdate(caller: Caller, id: RepoId, wanted: Partial<ChangedRepo>): Promise<UpdatedRepo> {
    const before = await this.repos.lock(caller.orgId, id);
    if (!before) throw new NotFoundInOrg('repository');
    const named = { ...before, ...wanted };
    // Existing names may stay.
    const isNew = (name: string): boolean => !isCalled(before, name);
    requirePlainNames('name', [named.name].filter(isNew));
    requirePlainNames('aliases', (wanted.aliases ?? []).filter(isNew));
    const aliases = wanted.aliases ?? (named.name === before.name ? before.aliases : aliasesUnder(named.name, before));
    const changed = { ...wanted, aliases: [...new Set(aliases)].filter((alias) => alias !== named.name) };
    const after = { ...before, ...changed };
    const what = { action: 'repo.updated', target: { type: 'repo', id }, repoId: id };
    if (await this.audit.recordChange(caller, what, toWire(before), toWire(after)))
      await this.repos.update(caller.orgId, id, changed);
    const isLess = isLowered(before.sourceExcerpts, after.sourceExcerpts);
    const sourceDeletion = isLess ? await this.sourceSwitch.lowered(caller, after, after.sourceExcerpts) : null;
    return { repo: after, sourceDeletion };
  }
}

const nameTaken = () =>
  new AppError('already_exists', 'The organization already has a repository with this name or alias.');

type RecordedRepo = NewRepo &
  Partial<
    Pick<Repo, 'aliases' | 'baselineBranches' | 'forgeKind' | 'forgeWebUrl' | 'sourceExcerpts' | 'suppressionReasons'>
  >;

const toWire = ({
  name,
  aliases,
  defaultBranch,
  url,
  baselineBranches,
  forgeKind,
  forgeWebUrl = null,
  sourceExcerpts,
  suppressionReasons,
}: RecordedRepo) => ({
  name,
  ...(aliases !== undefined && { aliases: [...aliases] }),
  default_branch: defaultBranch,
  url,
  ...(baselineBranches !== undefined && { baseline_branches: [...baselineBranches] }),
  ...(forgeKind !== undefined && { forge: forgeKind && { kind: forgeKind, web_url: forgeWebUrl } }),
  ...(sourceExcerpts !== undefined && { source_excerpts: sourceExcerpts }),
  ...(suppressionReasons !== undefined && { suppression_reasons: suppressionReasons }),
});
