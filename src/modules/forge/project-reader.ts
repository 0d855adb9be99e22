import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { ProjectProofWriter } from '../publisher/project-proof.writer.js';
import { ForgeAccesses, type OpenConnection } from './forge-accesses.js';
import type { ClaimedReport } from './forge-report.js';
import type { Called, ForgeAccess, ForgeClient, ForgeTransport } from './forges/forge.js';
import { ProjectFollower } from './project-follower.js';
import { RepoForgeRepository } from './repo-forge.repository.js';

/** A connection, and the way there. */
export interface OpenForge {
  readonly client: ForgeClient;
  readonly connection: OpenConnection;
  readonly transport: ForgeTransport;
}

/** Reads at a forge which project a link leads to. */
@Injectable()
export class ProjectReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly accesses: ForgeAccesses,
    private readonly links: RepoForgeRepository,
    private readonly projects: ProjectFollower,
    private readonly proofs: ProjectProofWriter,
  ) {}

  /**
   * Reads the project of a report by its id, or its id where none is stored, and stores what has changed. Answers its present
   * name; null where the forge does not say.
   */
  async readName(report: ClaimedReport, forge: OpenForge): Promise<string | null> {
    const { project, projectId } = report.link!;
    const opened = await this.open(report, forge);
    const called = opened.ok ? await forge.client.readProject(opened.value, project!, projectId) : opened;
    if (!called.ok) return null;
    const { orgId, repoId, forgeId } = report;
    await this.tenant.run(orgId, async () => {
      const link = await this.links.findLink(orgId, repoId);
      if (link?.forgeId === forgeId && link.project === project) await this.projects.follow(link, called.value);
    });
    const { id, name, mayWrite } = called.value;
    if (mayWrite) await this.proofs.record({ ...report.forge, orgId, id: forgeId }, id);
    return name;
  }

  /** A right for a project of another name would be refused: that for the whole connection finds it by its id. */
  private open({ link }: ClaimedReport, { client, connection, transport }: OpenForge): Promise<Called<ForgeAccess>> {
    if (link!.projectId === null) return this.accesses.open(client, connection, link!.project!, transport);
    return this.accesses.openWhole(client, connection, transport);
  }
}
