import { Injectable } from '@nestjs/common';
import { projectUrl } from '../../../domain/forge/forge-sites.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ConnectionRepository } from './connection.repository.js';
import { type RepoForge, RepoForgeRepository } from './repo-forge.repository.js';

/** A project as its forge names it now. */
export interface FoundProject {
  readonly id: string;
  readonly name: string;
}

/** Keeps links to projects that are renamed or moved at their forge, by the ids that these keep. In the open tenant transaction. */
@Injectable()
export class ProjectFollower {
  constructor(
    private readonly connections: ConnectionRepository,
    private readonly links: RepoForgeRepository,
    private readonly repos: RepoWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /** Stores the id of a project that had none, and its name where that is another one; the repository's follows. */
  async follow(link: RepoForge, { id, name }: FoundProject): Promise<void> {
    const projectId = link.projectId ?? id;
    const isRenamed = link.projectId !== null && link.project !== name;
    if (projectId !== link.projectId || isRenamed)
      await this.links.save({ ...link, projectId, ...(isRenamed && { project: name }) });
    if (isRenamed) await this.recordRename(link, name);
  }

  private async recordRename({ orgId, repoId, forgeId, project }: RepoForge, name: string): Promise<void> {
    await this.audit.recordOwn(orgId, {
      action: 'repo_forge.set',
      target: { type: 'repo', id: repoId },
      repoId,
      old: { project },
      new: { project: name },
    });
    const forge = await this.connections.findConnection(orgId, forgeId!);
    if (forge === null) return;
    const placeOf = (of: string) => ({ name: of, url: projectUrl(forge.kind, forge.baseUrl, of) });
    await this.repos.followRename(orgId, repoId, placeOf(project!), placeOf(name));
  }
}
