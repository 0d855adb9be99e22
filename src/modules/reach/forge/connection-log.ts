import { Injectable } from '@nestjs/common';
import type { ForgeId } from '../../../domain/ids.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { Connection } from './connection.js';

/** Records what people do to connections: in the audit log, and to administrators by mail. */
@Injectable()
export class ConnectionLog {
  constructor(
    private readonly audit: AuditLogWriter,
    private readonly notices: OrganizationNotices,
  ) {}

  async created(caller: Caller, connection: Connection): Promise<void> {
    const { id, name, baseUrl } = connection;
    await this.record(caller, 'forge.created', id, { new: toAudited(connection) });
    await this.notices.reportOf(caller, 'forge.created', `${name} (${new URL(baseUrl).host})`);
  }

  async updated(caller: Caller, before: Connection, after: Connection): Promise<void> {
    const what = { action: 'forge.updated', target: { type: 'forge', id: after.id } };
    await this.audit.recordChange(caller, what, toAudited(before), toAudited(after));
  }

  async credentialsReplaced(caller: Caller, before: Connection, after: Connection): Promise<void> {
    await this.record(caller, 'forge.credentials_replaced', after.id, { old: toHint(before), new: toHint(after) });
  }

  async credentialsDropped(caller: Caller, before: Connection): Promise<void> {
    await this.record(caller, 'forge.credentials_dropped', before.id, { old: toHint(before) });
  }

  async deleted(caller: Caller, before: Connection): Promise<void> {
    await this.record(caller, 'forge.deleted', before.id, { old: toAudited(before) });
  }

  private record(caller: Caller, action: string, id: ForgeId, values: { old?: object; new?: object }): Promise<void> {
    return this.audit.record(caller, { action, target: { type: 'forge', id }, ...values });
  }
}

const toHint = ({ credentialsType: type, credentialsHint: hint }: Connection) => ({ type, hint });

/** Fields of a connection in the audit log. */
const toAudited = ({ kind, name, baseUrl, context, report }: Connection) => ({
  kind,
  name,
  base_url: baseUrl,
  context,
  report,
});
