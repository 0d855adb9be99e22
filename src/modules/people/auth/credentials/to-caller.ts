import type { OrgId, ScanId, TrustedPublisherId } from '../../../../domain/ids.js';
import { originOf } from '../../../../platform/request/request-context.js';
import type { AuthenticatedRequest } from '../../../../platform/tenancy/authenticated-request.js';
import type { Actor, Caller, CallerIdentity, Credential } from '../../../../platform/tenancy/caller.js';
import { type OrgRole, type Role, type Scope, weakerOf } from '../../../../platform/tenancy/role.js';
import { roleFor } from '../api-key-grant.js';
import type { ApiKeyHolder, OrganizationName, PublisherHolder, UploadHolder, User } from '../identity.repository.js';
import type { PublisherClaims } from '../tokens/token-claims.js';

/** `role` is null where a SUPER_ADMIN is no member. */
interface PersonInOrganization {
  readonly user: User;
  readonly org: Pick<OrganizationName, 'id'>;
  readonly role: OrgRole | null;
  readonly mustChangePassword?: boolean;
  readonly lacksSecondFactor?: boolean;
}

/** A person in an organization. */
export function identityOfPerson(
  { user, org, role, mustChangePassword = false, lacksSecondFactor = false }: PersonInOrganization,
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
    ...(role === null && { isVisitor: true as const }),
    ...(lacksSecondFactor && { restriction: 'second_factor_required' as const }),
    ...(mustChangePassword && { restriction: 'password_change_required' as const }),
  };
}

/** A key in its organization: it may do what it was made for, and never more than the person who knows the secret may do now. @param secret as `nameOfSecret` */
export const identityOfApiKey = (key: ApiKeyHolder, secret: string): CallerIdentity => ({
  userId: key.makerId,
  name: key.keyName,
  orgId: key.orgId,
  role: key.makerRole === null ? key.role : weakerOf(key.role, key.makerRole),
  isSuperAdmin: false,
  scopes: new Set<Scope>(key.scopes),
  repoIds: key.repoIds,
  mayWriteBaseline: key.mayWriteBaseline,
  credential: { type: 'api_key', apiKeyId: key.keyId, kind: key.kind, secret, lineage: key.lineage },
});

/** A pipeline that is trusted, within the restrictions of its access token. */
export const identityOfPublisher = (
  publisher: PublisherHolder & { readonly orgId: OrgId; readonly id: TrustedPublisherId },
  { baseline, untrusted, branch, run }: PublisherClaims,
): CallerIdentity => ({
  userId: publisher.makerId,
  name: nameOfPublisher(publisher),
  orgId: publisher.orgId,
  role: roleFor(publisher.scopes),
  isSuperAdmin: false,
  scopes: new Set<Scope>(publisher.scopes),
  repoIds: publisher.repoId === null ? null : [publisher.repoId],
  mayWriteBaseline: baseline,
  credential: { type: 'publisher_token', publisherId: publisher.id, branch, isUntrusted: untrusted, run },
});

/** `github 724712`: the kind, and the project or subject that it demands. */
const nameOfPublisher = ({ kind, claims }: PublisherHolder): string =>
  [kind, claims.repository_id ?? claims.project_id ?? claims.sub].filter((part) => part !== undefined).join(' ');

/** The one who made an upload token, confined to its scan and to what that one may do now. */
export const identityOfUpload = (
  { repoId, makerName, userId, personRole, keyRole }: UploadHolder,
  { orgId, scanId, maker }: { readonly orgId: OrgId; readonly scanId: ScanId; readonly maker: Actor },
): CallerIdentity => ({
  userId,
  name: makerName,
  orgId,
  role: [personRole, keyRole].reduce<Role>((role, one) => (one === null ? role : weakerOf(role, one)), 'MEMBER'),
  isSuperAdmin: false,
  scopes: new Set<Scope>(['write:scans']),
  repoIds: [repoId],
  mayWriteBaseline: false,
  credential: { type: 'upload_token', scanId, maker },
});

/** The caller of a request. */
export const toCaller = (identity: CallerIdentity, request: AuthenticatedRequest): Caller => ({
  ...identity,
  ...originOf(request),
});

/** Outside of an organization one has no rights, and no session or key resolves to that. */
export const effectiveRole = (isSuperAdmin: boolean, role: OrgRole | null): Role =>
  isSuperAdmin ? 'SUPER_ADMIN' : (role ?? 'VIEWER');
