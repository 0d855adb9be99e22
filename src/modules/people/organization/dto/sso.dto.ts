import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsObject,
  Matches,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { ORG_ROLES, type OrgRole } from '../../../../platform/tenancy/role.js';
import type { SsoSettings } from '../sso.repository.js';

const MAX_ENTRIES = 200;
const GROUP = /^[^\p{C}]{1,255}$/u;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

/** Names of groups at the identity provider. */
export const GROUP_RULE = {
  pattern: GROUP,
  options: { each: true, message: 'must be names of groups, of 1 to 255 characters' },
} as const;
/** Domains of addresses. */
export const DOMAIN_RULE = {
  pattern: DOMAIN,
  options: { each: true, message: 'must be domains in lower case, such as example.org' },
} as const;

/** Roles by names of groups. */
const IsGroupRoles = () =>
  ValidateBy({
    name: 'isGroupRoles',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length <= MAX_ENTRIES &&
        Object.entries(value).every(([group, role]) => GROUP.test(group) && ORG_ROLES.includes(role as OrgRole)),
      defaultMessage: () =>
        `must assign each of at most ${MAX_ENTRIES} groups one of the roles ${ORG_ROLES.join(', ')}`,
    },
  });

/** People who become members by themselves when they sign in at the identity provider. */
export class AutoJoinDto {
  /** Members of these groups. Their role comes from `group_roles`; without an entry there, it is VIEWER. */
  @IsArray()
  @ArrayMaxSize(MAX_ENTRIES)
  @ArrayUnique()
  @Matches(GROUP_RULE.pattern, GROUP_RULE.options)
  groups!: string[];

  /**
   * People with a verified address in these domains. A domain counts once the staff of the service have verified it.
   */
  @IsArray()
  @ArrayMaxSize(MAX_ENTRIES)
  @ArrayUnique()
  @Matches(DOMAIN_RULE.pattern, DOMAIN_RULE.options)
  domains!: string[];
}

/** An organization's settings of sign-ins at the identity provider. */
export class SsoDto {
  /** The role of members by group; the highest one applies. The staff of the service grant groups. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: [...ORG_ROLES] } })
  @IsGroupRoles()
  group_roles!: Record<string, OrgRole>;

  @IsObject()
  @ValidateNested()
  @Type(() => AutoJoinDto)
  auto_join!: AutoJoinDto;

  /** True if passwords cannot be used to enter the organization, except by the staff of the service. */
  @IsBoolean()
  sso_required!: boolean;
}

export const toSsoDto = ({ groups, domains, isRequired }: SsoSettings): SsoDto => ({
  group_roles: Object.fromEntries(groups.flatMap(({ group, role }) => (role === null ? [] : [[group, role]]))),
  auto_join: { groups: groups.filter(({ joins }) => joins).map(({ group }) => group), domains: [...domains] },
  sso_required: isRequired,
});

export function toSsoSettings({ group_roles: roles, auto_join: join, sso_required: isRequired }: SsoDto): SsoSettings {
  const names = [...new Set([...Object.keys(roles), ...join.groups])];
  const groups = names.map((group) => ({
    group,
    role: Object.hasOwn(roles, group) ? roles[group]! : null,
    joins: join.groups.includes(group),
  }));
  return { groups, domains: join.domains, isRequired };
}
