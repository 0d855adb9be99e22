import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import type { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { ConnectionRepository, ENABLED } from './connection.repository.js';
import { ForgeAccesses } from './forge-accesses.js';
import type { ForgeCheck } from './forges/forge.js';
import { FORGES } from './forges/forges.js';
import { RepoForgeRepository } from './repo-forge.repository.js';

/** Longest time of a test. */
const TEST_MS = 15_000;
const CLOSED: ForgeCheck = {
  name: 'credentials',
  ok: false,
  detail: 'No readable credentials are stored. Enter them again.',
};
const RIGHTS_LOST: ForgeCheck = {
  name: 'credentials',
  ok: false,
  detail: 'The person who last changed the connection is no longer an administrator. Enter the credentials again.',
};

/** Trying connections by reading alone. */
@Injectable()
export class ConnectionTestService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly connections: ConnectionRepository,
    private readonly links: RepoForgeRepository,
    private readonly reports: ForgeReportRepository,
    private readonly accesses: ForgeAccesses,
  ) {}

  /** @param repoId a repository whose place at the forge is tried, too; one that nobody has set is guessed */
  async test({ orgId }: Caller, id: ForgeId, repoId: RepoId | null): Promise<ForgeCheck[]> {
    const { connection, project } = await this.tenant.run(orgId, async () => ({
      connection: await this.getConnection(orgId, id),
      project: repoId === null ? null : await this.findProject(orgId, id, repoId),
    }));
    const open = this.accesses.openConnection(connection);
    if (open === null) return [connection.state === 'rights_lost' ? RIGHTS_LOST : CLOSED];
    const client = FORGES[connection.kind];
    const transport = this.accesses.transport(client, AbortSignal.timeout(TEST_MS));
    const checks = await client.test(open, project, transport);
    if (checks.every(({ ok }) => ok)) await this.tenant.run(orgId, () => this.resume(connection));
    return checks;
  }

  /** A connection that works again continues at once. */
  private async resume({ orgId, id, state }: ForgeEntity): Promise<void> {
    if (state === 'ok') return;
    await this.connections.update(orgId, id, { state: 'ok', pausedUntil: null }, ENABLED);
    await this.reports.resume(orgId, id, this.tenant.now());
  }

  private async findProject(orgId: OrgId, id: ForgeId, repoId: RepoId): Promise<string | null> {
    await this.links.guess(orgId, await this.repos.getRepo(orgId, repoId));
    const link = await this.links.findLink(orgId, repoId);
    return link?.forgeId === id ? link.project : null;
  }

  private async getConnection(orgId: OrgId, id: ForgeId): Promise<ForgeEntity> {
    const connection = await this.connections.findConnection(orgId, id);
    if (!connection) throw new NotFoundInOrg('forge');
    return connection;
  }
}
