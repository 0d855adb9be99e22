import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { TrustedPublisher } from './trusted-publisher.js';

/** Records what people do to trusted publishers: in the audit log, and to administrators by mail. */
@Injectable()
export class PublisherLog {
  constructor(
    private readonly audit: AuditLogWriter,
    private readonly notices: OrganizationNotices,
  ) {}

  async created(caller: Caller, publisher: TrustedPublisher): Promise<void> {
    await this.record(caller, 'trusted_publisher.created', publisher, { new: toAudited(publisher) });
    const claims = Object.entries(publisher.claims).map((claim) => claim.join('='));
    await this.notices.reportOf(caller, 'trusted_publisher.created', [publisher.kind, ...claims].join(' '));
  }

  async switched(caller: Caller, publisher: TrustedPublisher, isEnabled: boolean): Promise<void> {
    await this.record(caller, `trusted_publisher.${isEnabled ? 'enabled' : 'disabled'}`, publisher, {});
  }

  async deleted(caller: Caller, publisher: TrustedPublisher): Promise<void> {
    await this.record(caller, 'trusted_publisher.deleted', publisher, { old: toAudited(publisher) });
  }

  private record(
    caller: Caller,
    action: string,
    { id, repoId }: TrustedPublisher,
    values: { old?: object; new?: object },
  ): Promise<void> {
    return this.audit.record(caller, { action, target: { type: 'trusted_publisher', id }, repoId, ...values });
  }
}

const toAudited = ({ kind, issuer, claims, repoId, scopes, mintedBy }: TrustedPublisher) => ({
  kind,
  issuer,
  claims,
  repo_id: repoId,
  scopes,
  ...(mintedBy !== null && { minted_by: mintedBy }),
});
