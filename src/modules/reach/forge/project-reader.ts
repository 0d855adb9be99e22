import { Injectable } from '@nestjs/common';
import type { CallFailure } from '../../../domain/reporting/judge-answer.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ProjectProofWriter, type ProvingForge } from '../../people/publisher/project-proof.writer.js';
import { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import type { ClaimedReport } from '../../record/forge-report/forge-report.js';
import { ConnectionRepository } from './connection.repository.js';
import { ForgeAccesses, type OpenConnection } from './forge-accesses.js';
import type {
  Called,
  ForgeAccess,
  ForgeDoor,
  ForgeProject,
  ForgeSetUp,
  ForgeTransport,
  ProjectSource,
} from './forges/forge.js';
import { FORGES } from './forges/forges.js';
import { ProjectFollower } from './project-follower.js';
import { type RepoForge, RepoForgeRepository } from './repo-forge.repository.js';

/** A connection, and the way there. */
export interface OpenForge {
  readonly client: ForgeDoor & ProjectSource & Pick<ForgeSetUp, 'isProject'>;
  readonly connection: OpenConnection;
  readonly transport: ForgeTransport;
}

/** Longest time for a forge to confirm what a hook said: well below the lease of a delivery. */
const CONFIRM_MS = 10_000;
/** Longest time for a forge to confirm a project that a person names. */
const ASK_MS = 15_000;

/** Outcome of a call without credentials that can be opened. */
export const NO_CREDENTIALS: CallFailure = { kind: 'give_up', error: 'credentials' };

type KnownLink = Pick<RepoForge, 'orgId' | 'repoId' | 'forgeId' | 'project' | 'projectId'>;

/** Reads at a forge which project a link leads to. */
@Injectable()
export class ProjectReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly accesses: ForgeAccesses,
    private readonly connections: ConnectionRepository,
    private readonly links: RepoForgeRepository,
    private readonly projects: ProjectFollower,
    private readonly proofs: ProjectProofWriter,
  ) {}

  /**
   * Reads the project of a report by its id, or its id where none is stored, and stores what has changed. Answers its present
   * name; null where the forge does not say.
   */
  async readName(report: ClaimedReport, forge: OpenForge): Promise<string | null> {
    const { orgId, repoId, forgeId } = report;
    const found = await this.follow({ ...report.link!, orgId, repoId, forgeId }, forge);
    if (found === null) return null;
    await this.prove({ ...report.forge, orgId, id: forgeId }, found);
    return found.name;
  }

  /** Asks the forge for a project that is not linked yet. */
  async find(forge: ForgeEntity, project: string): Promise<Called<ForgeProject>> {
    const connection = this.accesses.openConnection(forge);
    if (connection === null) return { ok: false, outcome: NO_CREDENTIALS };
    const client = FORGES[forge.kind];
    const transport = this.accesses.transport(client, AbortSignal.timeout(ASK_MS));
    const opened = await this.accesses.open(client, connection, project, transport);
    return opened.ok ? client.readProject(opened.value, project, null) : opened;
  }

  /** Records that the connection may write to the project, where it may. */
  async prove(forge: ProvingForge, { id, mayWrite }: ForgeProject): Promise<void> {
    if (mayWrite) await this.proofs.record(forge, id);
  }

  /** Asks the forge for the project of a link that news of a hook name otherwise, and stores what the forge says. */
  async confirm(link: RepoForge): Promise<void> {
    const { orgId, forgeId } = link;
    const stored = await this.tenant.run(orgId, () => this.connections.findConnection(orgId, forgeId!));
    const connection = stored && this.accesses.openConnection(stored);
    if (!connection) return;
    const client = FORGES[stored.kind];
    const transport = this.accesses.transport(client, AbortSignal.timeout(CONFIRM_MS));
    await this.follow(link, { client, connection, transport });
  }

  private async follow(link: KnownLink, forge: OpenForge): Promise<ForgeProject | null> {
    const { orgId, repoId, forgeId, project, projectId } = link;
    const opened = await this.open(link, forge);
    const called = opened.ok ? await forge.client.readProject(opened.value, project!, projectId) : opened;
    if (!called.ok || !forge.client.isProject(called.value.name)) return null;
    await this.tenant.run(orgId, async () => {
      const now = await this.links.findLink(orgId, repoId);
      if (now?.forgeId === forgeId && now.project === project) await this.projects.follow(now, called.value);
    });
    return called.value;
  }

  /** A right for a project of another name would be refused: that for the whole connection finds it by its id. */
  private open(
    { project, projectId }: KnownLink,
    { client, connection, transport }: OpenForge,
  ): Promise<Called<ForgeAccess>> {
    if (projectId === null) return this.accesses.open(client, connection, project!, transport);
    return this.accesses.openWhole(client, connection, transport);
  }
}
