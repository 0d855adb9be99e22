import type { Role, Scope } from '../../../platform/tenancy/role.js';
import type { OrganizationName, User } from '../identity.repository.js';

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

/** Tokens and identity that a sign-in or a refresh returns. */
export class TokensDto {
  access_token!: string;
  token_type!: 'Bearer';
  /** Seconds for which the access token is valid. */
  expires_in!: number;
  /** Valid for one refresh. */
  refresh_token!: string;
  user!: UserDto;
  org!: CurrentOrgDto;
}

/** The caller, their organization and their rights. */
export class MeDto {
  /** The person; for an API key, its creator. */
  user!: UserDto;
  org!: CurrentOrgDto;
  role!: Role;
  /** Scopes of the caller: an API key has those it was given, a person those of the role. */
  scopes!: Scope[];
  authenticated_by!: 'session_cookie' | 'jwt' | 'external_jwt' | 'api_key';
  /** The key that the caller used; null for people. */
  api_key!: MeApiKeyDto | null;
}

/** The API key that a caller used. */
export class MeApiKeyDto {
  id!: number;
  name!: string;
  /** The repositories that the key is bound to; null: all of the organization. */
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
