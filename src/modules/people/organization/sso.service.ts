import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { toSsoDto } from './dto/sso.dto.js';
import type { Organization } from './organization.js';
import { OrganizationWriter } from './organization.writer.js';
import { SsoRepository, type SsoSettings } from './sso.repository.js';

/** Decides by what the identity provider says who becomes a member, and if passwords open the organization. */
@Injectable()
export class SsoService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly settings: SsoRepository,
    private readonly organizations: OrganizationWriter,
    private readonly signIns: RecentSignInReader,
    private readonly audit: AuditLogWriter,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'oidc' | 'tokens'>,
  ) {}

  getSettings({ orgId }: Caller): Promise<SsoSettings> {
    return this.tenant.run(orgId, () => this.settings.read(orgId));
  }

  /**
   * Replaces the settings.
   *
   * @throws ValidationFailed for a group that the staff of the service did not grant
   * @throws AppError `already_exists` for one that another organization maps; `forbidden` where passwords are to open the organization again,
   *   but for a person with a recent sign-in
   */
  async save(caller: Caller, wanted: SsoSettings): Promise<SsoSettings> {
    const { orgId } = caller;
    const refusal = wanted.isRequired ? null : await this.signIns.findRefusal(caller);
    return this.tenant.run(orgId, async () => {
      refuseUngranted(await this.organizations.lock(orgId), wanted);
      const before = await this.settings.read(orgId);
      if (wanted.isRequired && !before.isRequired) this.refuseWithoutProvider();
      if (before.isRequired && refusal) throw refusal;
      const taken = await this.settings.replace(orgId, wanted);
      if (taken.length > 0)
        throw new AppError('already_exists', `Another organization maps the group ${taken.join(', ')}.`);
      const what = { action: 'organization.sso_updated', target: { type: 'organization', id: orgId } };
      const after = await this.settings.read(orgId);
      await this.audit.recordChange(caller, what, { ...toSsoDto(before) }, { ...toSsoDto(after) });
      return after;
    });
  }

  /** Nobody could sign in any more. */
  private refuseWithoutProvider(): void {
    if (this.config.oidc === null)
      throw new ValidationFailed([{ field: 'sso_required', message: 'needs an identity provider (OIDC_ISSUER)' }]);
  }
}

function refuseUngranted({ ssoGroups }: Organization, { groups }: SsoSettings): void {
  const ungranted = groups.filter(({ group }) => !ssoGroups.includes(group));
  if (ungranted.length > 0)
    throw new ValidationFailed(
      ungranted.map(({ group, role }) => ({
        field: role === null ? 'auto_join.groups' : `group_roles.${group}`,
        message: `the staff of the service have not granted the group ${group}`,
      })),
    );
}
