import type { Caller, Credential } from '../../../platform/tenancy/caller.js';
import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import { type OrgRole, type Role, type Scope, weakerOf } from '../../../platform/tenancy/role.js';
import type { ApiKeyHolder, OrganizationName, User } from '../identity.repository.js';

/** A person in an organization; `role` is null where a SUPER_ADMIN is no member. */
export function toPersonCaller(
  person: { user: User; org: Pick<OrganizationName, 'id'>; role: OrgRole | null },
  credential: Credential,
  request: AuthenticatedRequest,
): Caller {
  const { user, org } = person;
  return {
    userId: user.id,
    name: user.email,
    orgId: org.id,
    role: effectiveRole(user.isSuperAdmin, person.role),
    isSuperAdmin: user.isSuperAdmin,
    scopes: null,
    credential,
    ...originOf(request),
  };
}

/** A key in its organization: it may do what it was made for, and never more than its maker may do now. */
export function toApiKeyCaller(key: ApiKeyHolder, request: AuthenticatedRequest): Caller {
  return {
    userId: key.makerId,
    name: key.keyName,
    orgId: key.orgId,
    role: key.makerRole === null ? key.role : weakerOf(key.role, key.makerRole),
    isSuperAdmin: false,
    scopes: new Set<Scope>(key.scopes),
    credential: { type: 'api_key', apiKeyId: key.keyId },
    ...originOf(request),
  };
}

/** Outside of an organization one has no rights, and no session or key resolves to that. */
export const effectiveRole = (isSuperAdmin: boolean, role: OrgRole | null): Role =>
  isSuperAdmin ? 'SUPER_ADMIN' : (role ?? 'VIEWER');

const originOf = (request: AuthenticatedRequest) => ({ address: request.ip ?? null, requestId: request.requestId });
