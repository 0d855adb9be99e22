import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId, RepoId } from '../../../domain/ids.js';
import type { ForgeError } from '../../../domain/reporting/judge-answer.js';
import type { ReportOptions } from '../../../domain/reporting/report-facts.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import type { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import { ConnectionRepository } from './connection.repository.js';
import type { ForgeProject } from './forges/forge.js';
import { FORGES } from './forges/forges.js';
import { ProjectReader } from './project-reader.js';
import { type RepoForge, RepoForgeRepository } from './repo-forge.repository.js';

/** A link to set. */
export interface LinkDraft {
  readonly forgeId: ForgeId;
  readonly project: string;
  readonly context: string | null;
  readonly report: Partial<ReportOptions>;
}

/** A repository's link with its connection; both null where it is linked to none. */
export interface ShownLink {
  readonly link: RepoForge | null;
  readonly connection: ForgeEntity | null;
}

/** Repositories at their forges, as administrators link them. */
@Injectable()
export class RepoForgeService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly links: RepoForgeRepository,
    private readonly connections: ConnectionRepository,
    private readonly projects: ProjectReader,
    private readonly audit: AuditLogWriter,
  ) {}

  /** A link that nobody has set is guessed, once. */
  findLink({ orgId }: Caller, repoId: RepoId): Promise<ShownLink> {
    return this.tenant.run(orgId, async () => {
      await this.links.guess(orgId, await this.repos.getRepo(orgId, repoId));
      return this.readLink(orgId, repoId);
    });
  }

  /** Links of a connection. @throws NotFoundInOrg */
  listLinks(
    { orgId }: Caller,
    forgeId: ForgeId,
    page: { readonly limit: number; readonly beforeId: RepoId | null },
  ): Promise<Page<RepoForge>> {
    return this.tenant.run(orgId, async () => {
      const [, rows] = await together([
        this.getConnection(orgId, forgeId),
        this.links.listLinks(orgId, forgeId, { ...page, limit: page.limit + 1 }),
      ]);
      return toPage(rows, page.limit, ({ repoId }) => [repoId]);
    });
  }

  /**
   * Links a repository to its place at a forge, which confirms it. Without an answer the link is stored all the same, with
   * the word for what went wrong.
   *
   * @throws AppError forge_project_not_found; ValidationFailed; NotFoundInOrg
   */
  async setLink(caller: Caller, repoId: RepoId, draft: LinkDraft): Promise<ShownLink & { problem: ForgeError | null }> {
    const { orgId } = caller;
    const forge = await this.tenant.run(orgId, async () => {
      await this.repos.getRepo(orgId, repoId);
      return this.getConnection(orgId, draft.forgeId);
    });
    if (!FORGES[forge.kind].isProject(draft.project))
      throw new ValidationFailed([{ field: 'project', message: 'must be the name of the repository at the forge' }]);
    const asked = await this.askForProject(forge, draft);
    const project = 'error' in asked ? null : asked;
    const link = this.toLink(forge, repoId, draft, project);
    const shown = await this.tenant.run(orgId, () => this.save(caller, link));
    if (project) await this.projects.prove(forge, project);
    return { ...shown, problem: 'error' in asked ? asked.error : null };
  }

  /** Ends reporting; the repository is not guessed again. */
  async removeLink(caller: Caller, repoId: RepoId): Promise<void> {
    const { orgId } = caller;
    const none = { forgeId: null, project: null, projectId: null, context: null, report: {}, surfaces: null };
    await this.tenant.run(orgId, async () => {
      await this.repos.getRepo(orgId, repoId);
      await this.save(caller, { orgId, repoId, ...none, isGuessed: false });
    });
  }

  private async askForProject(forge: ForgeEntity, draft: LinkDraft): Promise<ForgeProject | { error: ForgeError }> {
    const called = await this.projects.find(forge, draft.project);
    if (called.ok) return called.value;
    if (called.outcome.error === 'not_found')
      throw new AppError(
        'forge_project_not_found',
        'The forge has no such repository, or the credentials have no access to it.',
      );
    return { error: called.outcome.error };
  }

  private toLink(forge: ForgeEntity, repoId: RepoId, draft: LinkDraft, project: ForgeProject | null): RepoForge {
    const { orgId, id: forgeId, kind, credentialsType } = forge;
    const { context, report } = draft;
    const hasOwn = Object.keys(report).length > 0;
    const options = { report: { ...forge.report, ...report }, credentialsType };
    return {
      orgId,
      repoId,
      forgeId,
      project: project?.name ?? draft.project,
      projectId: project?.id ?? null,
      context,
      report,
      surfaces: hasOwn ? FORGES[kind].surfaces(options) : null,
      isGuessed: false,
    };
  }

  private async save(caller: Caller, link: RepoForge): Promise<ShownLink> {
    const { orgId, repoId } = link;
    const before = await this.links.findLink(orgId, repoId);
    await this.links.save(link);
    const what = { action: 'repo_forge.set', target: { type: 'repo', id: repoId }, repoId };
    await this.audit.recordChange(caller, what, before ? toAudited(before) : {}, toAudited(link));
    return this.readLink(orgId, repoId);
  }

  private async readLink(orgId: OrgId, repoId: RepoId): Promise<ShownLink> {
    const link = await this.links.findLink(orgId, repoId);
    const forgeId = link?.forgeId ?? null;
    return { link, connection: forgeId === null ? null : await this.getConnection(orgId, forgeId) };
  }

  private async getConnection(orgId: OrgId, id: ForgeId): Promise<ForgeEntity> {
    const connection = await this.connections.findConnection(orgId, id);
    if (!connection) throw new NotFoundInOrg('forge');
    return connection;
  }
}

/** Fields of a link in the audit log. */
const toAudited = ({ forgeId, project, context, report }: RepoForge) => ({
  forge_id: forgeId,
  project,
  context,
  report,
});
