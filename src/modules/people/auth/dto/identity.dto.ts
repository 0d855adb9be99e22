import { ownerNamesOf } from '../../../../domain/owners/owner-names.js';
import type { ServerConfig } from '../../../../platform/config/app-config.js';
import { readBuildInfo } from '../../../../platform/config/build-info.js';
import { type Caller, emailOf, hasScope } from '../../../../platform/tenancy/caller.js';
import type { RightsDto } from '../../../../platform/tenancy/rights.dto.js';
import { rightsOf } from '../../../../platform/tenancy/rights.js';
import { isAtLeast, type Role, type Scope, SCOPES } from '../../../../platform/tenancy/role.js';
import type { OrganizationName, User } from '../identity.repository.js';
import type { CallerFacts } from '../session.service.js';

const SERVICE_VERSION = readBuildInfo().version;

/** A person. */
export class UserDto {
  id!: number;
  email!: string;
  name!: string;
  is_super_admin!: boolean;
}

/** An organization, and the caller's role in it. */
export class CurrentOrgDto {
  id!: number;
  name!: string;
  slug!: string;
  role!: Role;
}

/** The person who signed in, and the organization. */
export class SignedInDto {
  user!: UserDto;
  org!: CurrentOrgDto;
  /** True if the password is temporary. Until it is changed, the session can do nothing else. */
  must_change_password!: boolean;
}

/** Tokens and identity that a sign-in or a refresh returns. */
export class TokensDto {
  access_token!: string;
  token_type!: 'Bearer';
  /** Lifetime of the access token in seconds. */
  expires_in!: number;
  /** Can be used once. */
  refresh_token!: string;
  user!: UserDto;
  org!: CurrentOrgDto;
  /** True if the password is temporary. Until it is changed, the session can do nothing else. */
  must_change_password!: boolean;
}

/** The caller, their organization and their rights. */
export class MeDto {
  /**
   * The person; for an API key, its creator, whose address is empty unless the key has the scope `admin`. For a trusted publisher, its name; the address is empty.
   */
  user!: UserDto;
  org!: CurrentOrgDto;
  role!: Role;
  /** Scopes of the caller: those assigned to the API key, or those of the person's role. */
  scopes!: Scope[];
  authenticated_by!: 'session_cookie' | 'jwt' | 'external_jwt' | 'api_key' | 'publisher_token' | 'upload_token';
  /** True if the password is temporary. Until it is changed, the session can do nothing else. */
  must_change_password!: boolean;
  /**
   * True if the organization, or the service for its staff, requires a second factor. Until the session proves one, it
   * can do nothing else.
   */
  second_factor_required!: boolean;
  /** The key that the caller used; null for people. */
  api_key!: MeApiKeyDto | null;
  /** Organizations in which the caller can act with this credential, including the current one. */
  orgs!: CurrentOrgDto[];
  /** Rights in the organization as a whole. */
  can!: RightsDto;
  limits!: LimitsDto;
  /** Base address of links to the service; null if `PUBLIC_URL` is not set, in which case responses have no links. */
  public_url!: string | null;
  /** Version of the service, as in `GET /version`. @example "0.1.0" */
  service_version!: string;
  /** Origins from which pages may fetch a repository's source. @example ["https://raw.githubusercontent.com"] */
  source_origins!: string[];
  /**
   * Names that CODEOWNERS may use for the person, in lower case; empty for a key.
   * @example ["jane@acme.com", "@jane"]
   */
  owner_names!: string[];
  /** Number of entries of `GET /inbox`; 0 for keys. */
  inbox!: number;
}

/** Limits of the organization that a form states before it is sent. */
export class LimitsDto {
  /** Maximum duration of a waiver, in days; null: unlimited. */
  waiver_max_days!: number | null;
  /** Maximum lifetime of a new API key, in days; null: unlimited. */
  max_key_days!: number | null;
}

/** The API key that a caller used. */
export class MeApiKeyDto {
  id!: number;
  name!: string;
  /** The repositories that the key is limited to; null: all repositories of the organization. */
  repo_ids!: number[] | null;
  may_write_baseline!: boolean;
}

export const toUserDto = (user: User): UserDto => ({
  id: user.id,
  email: user.email,
  name: user.name,
  is_super_admin: user.isSuperAdmin,
});

export const toCurrentOrgDto = (org: OrganizationName, role: Role): CurrentOrgDto => ({
  id: org.id,
  name: org.name,
  slug: org.slug,
  role,
});

export function toMeDto(
  { caller, user, org, organizations }: CallerFacts,
  inbox: number,
  { publicUrl, sourceOrigins }: Pick<ServerConfig, 'publicUrl' | 'sourceOrigins'>,
): MeDto {
  return {
    user: toShownUser(user, caller),
    org: toCurrentOrgDto(org, caller.role),
    role: caller.role,
    scopes: caller.scopes ? [...caller.scopes] : scopesOfRole(caller.role),
    authenticated_by: caller.credential.type,
    must_change_password: caller.restriction === 'password_change_required',
    second_factor_required: caller.restriction === 'second_factor_required',
    api_key: toMeApiKeyDto(caller),
    orgs: organizations.map((open) => toCurrentOrgDto(open, open.role)),
    can: rightsOf(caller, null),
    limits: { waiver_max_days: org.waiverMaxDays, max_key_days: org.maxKeyDays },
    public_url: publicUrl,
    service_version: SERVICE_VERSION,
    source_origins: [...sourceOrigins],
    owner_names: [...ownerNamesOf(emailOf(caller))],
    inbox,
  };
}

/** Shows confined credentials no more of their maker than they need. */
function toShownUser(user: User, caller: Caller): UserDto {
  const shown = toUserDto(user);
  if (caller.credential.type === 'publisher_token')
    return { ...shown, email: '', name: caller.name, is_super_admin: false };
  return hasScope(caller, 'admin') ? shown : { ...shown, email: '' };
}

function toMeApiKeyDto({ credential, name, repoIds, mayWriteBaseline }: Caller): MeApiKeyDto | null {
  if (credential.type !== 'api_key') return null;
  return {
    id: credential.apiKeyId,
    name,
    repo_ids: repoIds && [...repoIds],
    may_write_baseline: mayWriteBaseline,
  };
}

/** The weakest role that implies each scope. */
const ROLE_OF_SCOPE: Readonly<Record<Scope, Role>> = {
  'read:scans': 'VIEWER',
  'read:repos': 'VIEWER',
  'write:scans': 'MEMBER',
  admin: 'ORG_ADMIN',
  mint: 'ORG_ADMIN',
};

const scopesOfRole = (role: Role): Scope[] => SCOPES.filter((scope) => isAtLeast(role, ROLE_OF_SCOPE[scope]));
