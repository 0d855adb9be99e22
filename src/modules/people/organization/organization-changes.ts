import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { toSettingsDto } from './dto/organization.dto.js';
import type { Organization } from './organization.js';
import { OrganizationRepository, type OrganizationSettings } from './organization.repository.js';
import { OrganizationRetentionWriter } from './organization-retention.writer.js';
import { RepoRepository } from './repo.repository.js';

/** Stores changed settings of organizations with what follows from them, inside the open tenant transaction. */
@Injectable()
export class OrganizationChanges {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly repos: RepoRepository,
    private readonly retention: OrganizationRetentionWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /** Stores settings; `after` has them beside the periods of retention. */
  async store(
    caller: Caller,
    before: Organization,
    after: Organization,
    settings: OrganizationSettings & { readonly switchesRevision: number },
  ): Promise<void> {
    const { orgId } = caller;
    if (await this.recordUpdate(caller, before, after)) await this.organizations.update(orgId, settings);
    if (before.staleAfterDays !== settings.staleAfterDays) await this.repos.lookForScans(orgId);
  }

  /** Answers whether something changed. */
  recordUpdate(caller: Caller, before: Organization, after: Organization): Promise<boolean> {
    const what = { action: 'organization.updated', target: { type: 'organization', id: caller.orgId } };
    const [old, now] = [before, after].map((each) => toSettingsDto(this.retention.shown(each))) as [
      ReturnType<typeof toSettingsDto>,
      ReturnType<typeof toSettingsDto>,
    ];
    return this.audit.recordChange(caller, what, old, now);
  }
}
