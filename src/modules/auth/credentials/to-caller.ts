import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import type { Caller, CallerIdentity, Credential } from '../../../platform/tenancy/caller.js';
import { type OrgRole, type Role, type Scope, weakerOf } from '../../../platform/tenancy/role.js';
import type { ApiKeyHolder, OrganizationName, User } from '../identity.repository.js';

/** A person in an organization; `role` is null where a SUPER_ADMIN is no member. */
export function identityOfPerson(
  { user, org, role }: { user: User; org: Pick<OrganizationName, 'id'>; role: OrgRole | null },
  credential: Credential,
): CallerIdentity {
  return {
    userId: user.id,
    name: user.email,
    orgId: org.id,
    role: effectiveRole(user.isSuperAdmin, role),
    isSuperAdmin: user.isSuperAdmin,
    scopes: null,
    repoIds: null,
    mayWriteBaseline: true,
    credential,
  };
}

/** A key in its organization: it may do what it was made for, and never more than its maker may do now. */
export const identityOfApiKey = (key: ApiKeyHolder): CallerIdentity => ({
  userId: key.makerId,
  name: key.keyName,
  orgId: key.orgId,
  role: key.makerRole === null ? key.role : weakerOf(key.role, key.makerRole),
  isSuperAdmin: false,
  scopes: new Set<Scope>(key.scopes),
  repoIds: key.repoIds,
  mayWriteBaseline: key.mayWriteBaseline,
  credential: { type: 'api_key', apiKeyId: key.keyId },
});

/** The caller of a request. */
export const toCaller = (identity: CallerIdentity, request: AuthenticatedRequest): Caller => ({
  ...identity,
  address: request.ip ?? null,
  requestId: request.requestId,
});

/** Outside of an organization one has no rights, and no session or key resolves to that. */
export const effectiveRole = (isSuperAdmin: boolean, role: OrgRole | null): Role =>
  isSuperAdmin ? 'SUPER_ADMIN' : (role ?? 'VIEWER');
