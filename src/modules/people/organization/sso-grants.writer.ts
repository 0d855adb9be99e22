import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { toGrantsDto } from './dto/organization.dto.js';
import type { Organization } from './organization.js';
import { OrganizationRepository, type SsoGrants } from './organization.repository.js';

/** Domains and groups that organizations may admit people by, changed inside the open tenant transaction. */
@Injectable()
export class SsoGrantsWriter {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly audit: AuditLogWriter,
  ) {}

  /** Answers whether something changed. */
  async change(
    caller: Caller,
    { verifiedDomains, ssoGroups }: Organization,
    wanted: Partial<SsoGrants>,
  ): Promise<boolean> {
    const { orgId } = caller;
    const before = { verifiedDomains, ssoGroups };
    const after = { ...before, ...wanted };
    const what = { action: 'organization.updated', target: { type: 'organization', id: orgId } };
    const isChanged = await this.audit.recordChange(caller, what, toGrantsDto(before), toGrantsDto(after));
    if (isChanged) await this.organizations.grant(orgId, after);
    return isChanged;
  }
}
