import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { OrgId } from '../../../../domain/ids.js';
import { AppError, NoSuchOrganization } from '../../../../platform/errors/app-error.js';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';
import { parseId } from '../../../../platform/validation/id.pipe.js';
import { OrganizationNameReadModel } from '../organization-name.read-model.js';
import { StaffVisits } from '../staff-visits.js';

/**
 * The organization that a request acts in: the caller's own, or the one of `X-Org-Id` where the caller is SUPER_ADMIN.
 * Last of the guards: a caller that gets here has the role, and may learn that an organization does not exist.
 */
@Injectable()
export class TenantScopeGuard implements CanActivate {
  constructor(
    private readonly organizations: OrganizationNameReadModel,
    private readonly visits: StaffVisits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { caller } = request;
    const named = request.get('x-org-id');
    if (!caller || named === undefined) return true;
    const orgId = parseId(named) as OrgId | null;
    if (orgId === null) throw new AppError('invalid_id', 'X-Org-Id must be the id of an organization in plain digits.');
    if (orgId === caller.orgId) return true;
    if (!caller.isSuperAdmin)
      throw new AppError('foreign_organization', 'Only a SUPER_ADMIN may act in another organization.');
    if (!(await this.organizations.findOrganizationName(orgId))) throw new NoSuchOrganization();
    this.visits.note(caller, orgId, caller);
    request.caller = { ...caller, orgId };
    return true;
  }
}
