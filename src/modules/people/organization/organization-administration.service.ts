import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { QuotaWriter, type WantedLimits } from '../quota/quota.writer.js';
import type { OrganizationWithQuotas } from './organization.js';
import type { SsoGrants } from './organization.repository.js';
import { OrganizationWriter } from './organization.writer.js';
import { OrganizationView } from './organization-view.js';
import { SsoGrantsWriter } from './sso-grants.writer.js';

/** Changes what only the staff of the service may change. */
@Injectable()
export class OrganizationAdministrationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationWriter,
    private readonly grants: SsoGrantsWriter,
    private readonly quotas: QuotaWriter,
    private readonly signIns: RecentSignInReader,
    private readonly view: OrganizationView,
  ) {}

  /**
   * Changes what only the staff of the service may change, of any organization; its audit log says so.
   *
   * @throws AppError `forbidden` where domains or groups change, but for a person with a recent sign-in
   */
  async administer(
    caller: Caller,
    orgId: OrgId,
    { limits, grants }: { limits: WantedLimits; grants: Partial<SsoGrants> },
  ): Promise<OrganizationWithQuotas> {
    const refusal = await this.signIns.findRefusal(caller);
    return this.tenant.run(orgId, async () => {
      const organization = await this.organizations.lock(orgId);
      if ((await this.grants.change({ ...caller, orgId }, organization, grants)) && refusal) throw refusal;
      await this.quotas.setLimits({ ...caller, orgId }, limits);
      return this.view.read(orgId);
    });
  }
}
