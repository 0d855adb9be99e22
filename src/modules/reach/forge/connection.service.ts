import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { toSite } from '../../../domain/forge/forge-sites.js';
import type { ForgeId, OrgId } from '../../../domain/ids.js';
import { DEFAULT_REPORT_OPTIONS } from '../../../domain/reporting/report-facts.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { makeSecret } from '../../../platform/secrets/random-secret.js';
import { isStoredForElsewhere, SecretRequired } from '../../../platform/secrets/secret-required.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import type { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import type { Connection, ConnectionChange, ConnectionDraft } from './connection.js';
import { type ChangedConnection, ConnectionRepository } from './connection.repository.js';
import { ConnectionChanges } from './connection-changes.js';
import { ConnectionLog } from './connection-log.js';
import { ConnectionSecrets, hintOf } from './connection-secrets.js';
import { FORGES } from './forges/forges.js';

/** Making, changing and deleting connections to forges. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly connections: ConnectionRepository,
    private readonly changes: ConnectionChanges,
    private readonly secrets: ConnectionSecrets,
    private readonly client: OutgoingClient,
    private readonly log: ConnectionLog,
  ) {}

  /** The secret of its hook is answered here alone. @throws AppError address_not_allowed; ValidationFailed */
  async create(caller: Caller, draft: ConnectionDraft): Promise<{ connection: Connection; hookSecret: string }> {
    const { orgId } = caller;
    const { kind, name, context, credentials } = draft;
    const baseUrl = this.readSite(kind, draft.baseUrl);
    const report = { ...DEFAULT_REPORT_OPTIONS, ...draft.report };
    const at = this.tenant.now();
    const hookSecret = makeSecret('');
    return this.tenant.run(orgId, async () => {
      const id = await this.connections.insert(orgId, {
        kind,
        name,
        baseUrl,
        context,
        report,
        ...describeCredentials(credentials, at),
        surfaces: FORGES[kind].surfaces({ report, credentialsType: credentials.type }),
        burst: burstOf(kind, baseUrl),
        hookPublicId: randomUUID(),
        changedByUserId: caller.userId,
        createdBy: describeActor(caller),
        createdAt: at,
      });
      await this.connections.update(orgId, id, {
        credentials: this.secrets.sealCredentials(orgId, id, credentials),
        hookSecret: this.secrets.sealHookSecret(orgId, id, hookSecret),
      });
      const connection = await this.getConnection(orgId, id);
      await this.log.created(caller, connection);
      return { connection, hookSecret };
    });
  }

  listConnections({ orgId }: Caller, page: { limit: number; beforeId: ForgeId | null }): Promise<Page<Connection>> {
    return this.tenant.run(orgId, async () => {
      const rows = await this.connections.listConnections(orgId, { ...page, limit: page.limit + 1 });
      return toPage(rows, page.limit, ({ id }) => [id]);
    });
  }

  findConnection({ orgId }: Caller, id: ForgeId): Promise<Connection> {
    return this.tenant.run(orgId, () => this.getConnection(orgId, id));
  }

  /**
   * Changes what is given; new credentials end a pause. Throws as `create`.
   *
   * @throws SecretRequired where the site moves to another origin without credentials, unless they may be dropped
   */
  update(caller: Caller, id: ForgeId, wanted: ConnectionChange): Promise<Connection> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const before = await this.lock(orgId, id);
      const changes = this.toChanges(before, wanted);
      if (Object.keys(changes).length > 0)
        await this.connections.update(orgId, id, { ...changes, changedByUserId: caller.userId });
      const after = await this.getConnection(orgId, id);
      if (wanted.report !== undefined || wanted.credentials !== undefined) await this.changes.followSurfaces(after);
      await this.log.updated(caller, before, after);
      if (wanted.credentials !== undefined) {
        await this.changes.resumeReports(after);
        await this.log.credentialsReplaced(caller, before, after);
      }
      if (changes.credentials === NOTHING_SEALED) await this.log.credentialsDropped(caller, before);
      return after;
    });
  }

  delete(caller: Caller, id: ForgeId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const before = await this.lock(orgId, id);
      await this.connections.delete(orgId, id);
      await this.log.deleted(caller, before);
    });
  }

  private toChanges(before: ForgeEntity, wanted: ConnectionChange): ChangedConnection {
    const { name, context, credentials, baseUrl, dropsSecrets } = wanted;
    const report = { ...before.report, ...wanted.report };
    const credentialsType = credentials?.type ?? before.credentialsType;
    const at = this.tenant.now();
    const site = baseUrl === undefined ? null : this.readSite(before.kind, baseUrl);
    const isLeftBehind =
      credentials === undefined && isStoredForElsewhere(before.credentials, before.baseUrl, site ?? before.baseUrl);
    if (isLeftBehind && !dropsSecrets) throw new SecretRequired('credentials');
    return {
      ...(name !== undefined && { name }),
      ...(context !== undefined && { context }),
      ...(site !== null && { baseUrl: site, burst: burstOf(before.kind, site) }),
      ...(credentials !== undefined && {
        ...describeCredentials(credentials, at),
        credentials: this.secrets.sealCredentials(before.orgId, before.id, credentials),
        state: 'ok',
        pausedUntil: null,
      }),
      ...(isLeftBehind && { credentials: NOTHING_SEALED, credentialsHint: '', state: 'needs_credentials' }),
      ...((wanted.report !== undefined || credentials !== undefined) && {
        report,
        surfaces: FORGES[before.kind].surfaces({ report, credentialsType }),
      }),
    };
  }

  private readSite(kind: Connection['kind'], address: string | null): string {
    const site = toSite(kind, address);
    const invalid = (message: string) => new ValidationFailed([{ field: 'base_url', message }]);
    if (site === null) throw invalid(address === null ? 'is required for this kind' : 'must be a web address');
    const fault = this.client.judgeUrl(site);
    if (fault?.code === 'invalid_url') throw invalid(fault.message);
    if (fault !== null)
      throw new AppError('address_not_allowed', 'Requests to this address are not allowed.', {
        errors: [{ field: 'base_url', message: fault.message }],
      });
    return site;
  }

  private async getConnection(orgId: OrgId, id: ForgeId): Promise<Connection> {
    const connection = await this.connections.findConnection(orgId, id);
    if (!connection) throw new NotFoundInOrg('forge');
    return connection;
  }

  private async lock(orgId: OrgId, id: ForgeId): Promise<ForgeEntity> {
    const connection = await this.connections.lock(orgId, id);
    if (!connection) throw new NotFoundInOrg('forge');
    return connection;
  }
}

/** Stored in place of credentials that were dropped: sealed by no key, as by one that is lost. */
const NOTHING_SEALED = Buffer.alloc(0);

const burstOf = (kind: Connection['kind'], site: string): number | null => FORGES[kind].burst?.(site) ?? null;

const describeCredentials = (credentials: ConnectionDraft['credentials'], at: Date) => ({
  credentialsType: credentials.type,
  credentialsHint: hintOf(credentials),
  credentialsSetAt: at,
  credentialsExpiresAt: null,
});
