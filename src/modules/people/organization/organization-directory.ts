import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationRepository, type OrganizationSummary } from './organization.repository.js';

/** Lists and makes organizations. */
@Injectable()
export class OrganizationDirectory {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationRepository,
    private readonly audit: AuditLogWriter,
  ) {}

  async listOrganizations(
    caller: Caller,
    page: { limit: number; afterId: OrgId | null },
  ): Promise<Page<OrganizationSummary>> {
    const rows = await this.tenant.run(caller.orgId, () =>
      this.organizations.listOrganizations(caller.orgId, { ...page, limit: page.limit + 1 }),
    );
    return toPage(rows, page.limit, (org) => [org.id]);
  }

  /** A new organization, without members. Its maker's own organization keeps the audit entry. */
  create(caller: Caller, wanted: { name: string; slug: string }): Promise<OrganizationSummary> {
    return this.tenant.run(caller.orgId, async () => {
      const made = await this.organizations.insert(caller.orgId, wanted);
      if (!made) throw new AppError('already_exists', 'Another organization has or had this slug.');
      await this.audit.record(caller, {
        action: 'organization.created',
        target: { type: 'organization', id: made.id },
        new: { name: made.name, slug: made.slug },
      });
      return made;
    });
  }
}
