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
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import type { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { Connection, ConnectionChange, ConnectionDraft } from './connection.js';
import { type ChangedConnection, ConnectionRepository } from './connection.repository.js';
import { ConnectionSecrets, hintOf } from './connection-secrets.js';
import { FORGES } from './forges/forges.js';
import { RepoForgeRepository } from './repo-forge.repository.js';

/** Making, changing and deleting connections to forges. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly connections: ConnectionRepository,
    private readonly links: RepoForgeRepository,
    private readonly reports: ForgeReportRepository,
    private readonly secrets: ConnectionSecrets,
    private readonly client: OutgoingClient,
    private readonly notices: OrganizationNotices,
    private readonly audit: AuditLogWriter,
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
      await this.record(caller, 'forge.created', id, { new: toAudited(connection) });
      await this.notices.reportOf(caller, 'forge.created', `${name} (${new URL(baseUrl).host})`);
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
      if (wanted.report !== undefined || wanted.credentials !== undefined) await this.followSurfaces(after);
      const what = { action: 'forge.updated', target: { type: 'forge', id } };
      await this.audit.recordChange(caller, what, toAudited(before), toAudited(after));
      if (wanted.credentials !== undefined) await this.recordCredentials(caller, before, after);
      if (changes.credentials === NOTHING_SEALED)
        await this.record(caller, 'forge.credentials_dropped', id, { old: toHint(before) });
      return after;
    });
  }

  delete(caller: Caller, id: ForgeId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const before = await this.lock(orgId, id);
      await this.connections.delete(orgId, id);
      await this.record(caller, 'forge.deleted', id, { old: toAudited(before) });
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

  /** Links with a report of their own have surfaces of their own. */
  private async followSurfaces({ orgId, id, kind, report, credentialsType }: Connection): Promise<void> {
    for (const link of await this.links.listOwnReports(orgId, id)) {
      const own = { ...report, ...link.report };
      await this.links.save({ ...link, surfaces: FORGES[kind].surfaces({ report: own, credentialsType }) });
    }
  }

  private async recordCredentials(caller: Caller, before: Connection, after: Connection): Promise<void> {
    await this.reports.resume(caller.orgId, after.id, this.tenant.now());
    await this.record(caller, 'forge.credentials_replaced', after.id, { old: toHint(before), new: toHint(after) });
  }

  private readSite(kind: Connection['kind'], address: string | null): string {
    const site = toSite(kind, address);
    const invalid = (message: string) => new ValidationFailed([{ field: 'base_url', message }]);
    if (site === null) throw invalid(address === null ? 'is required for this kind' : 'must be a web address');
    const fault = this.client.judgeUrl(site);
    if (fault?.code === 'invalid_url') throw invalid(fault.message);
    if (fault !== null)
      throw new AppError('address_not_allowed', 'The address is not one that requests may be sent to.', {
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

  private record(caller: Caller, action: string, id: ForgeId, values: { old?: object; new?: object }): Promise<void> {
    return this.audit.record(caller, { action, target: { type: 'forge', id }, ...values });
  }
}

/** Stored in place of credentials that were dropped: sealed by no key, as by one that is lost. */
const NOTHING_SEALED = Buffer.alloc(0);

const toHint = ({ credentialsType: type, credentialsHint: hint }: Connection) => ({ type, hint });

const burstOf = (kind: Connection['kind'], site: string): number | null => FORGES[kind].burst?.(site) ?? null;

const describeCredentials = (credentials: ConnectionDraft['credentials'], at: Date) => ({
  credentialsType: credentials.type,
  credentialsHint: hintOf(credentials),
  credentialsSetAt: at,
  credentialsExpiresAt: null,
});

/** Fields of a connection in the audit log. */
const toAudited = ({ kind, name, baseUrl, context, report }: Connection) => ({
  kind,
  name,
  base_url: baseUrl,
  context,
  report,
});
