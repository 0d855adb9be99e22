import { SetMetadata } from '@nestjs/common';
import type { Restriction } from './caller.js';
import type { Role, Scope } from './role.js';

/** Requirements of a route on its caller: a role, and for an API key one of these scopes. */
export interface Access {
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** Changes what belongs to the organization as a whole: closed to keys that are bound to repositories. */
  readonly isOrgWide?: true;
  /** For people alone: closed to keys, whatever their scopes. */
  readonly isForPeople?: true;
  /** Feeds a scan: open to tokens that are for one scan, too. */
  readonly isFeeding?: true;
  /** Needed by pipelines: open to tokens of trusted publishers, to which other routes are closed that ask for more than VIEWER. */
  readonly isForPipelines?: true;
  /** Open to people despite these. */
  readonly despite?: readonly Restriction[];
}

export const IS_PUBLIC = 'access:public';
export const ACCESS = 'access:required';
export const IS_WITHOUT_COOKIE = 'access:without-cookie';

/** No credentials asked. The only way out of authentication: a route without a decorator answers 401, then 403. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/** For programs: a refusal names headers alone, since no cookie reaches the route. */
export const WithoutCookie = () => SetMetadata(IS_WITHOUT_COOKIE, true);

const requires = (role: Role, ...scopes: Scope[]) => SetMetadata(ACCESS, { role, scopes } satisfies Access);

/** Any member; a key needs one of `scopes`. */
export const ViewerAccess = (...scopes: Scope[]) => requires('VIEWER', ...scopes);
/** Any member; a key needs any read scope. For what belongs to the organization as a whole. */
export const AnyReader = () => requires('VIEWER', 'read:scans', 'read:repos');
/** Any caller with a credential of any kind; a key needs no scope. Restricted people only where `despite` names their restriction. */
export const AnyCaller = (...despite: Restriction[]) =>
  SetMetadata(ACCESS, { role: 'VIEWER', scopes: [], despite } satisfies Access);
/** Any person who signed in; no key. */
export const AnyPerson = () => SetMetadata(ACCESS, { role: 'VIEWER', scopes: [], isForPeople: true } satisfies Access);
/** MEMBER and up; a key needs one of `scopes`. */
export const MemberAccess = (...scopes: Scope[]) => requires('MEMBER', ...scopes);
/** As `MemberAccess('write:scans')`, for what a pipeline needs beside reports: open to trusted publishers, too. */
export const PipelineAccess = () =>
  SetMetadata(ACCESS, { role: 'MEMBER', scopes: ['write:scans'], isForPipelines: true } satisfies Access);
/** As `MemberAccess('write:scans')`, for reports of a scan and its completion: open to its upload token, too. */
export const FeedsScan = () =>
  SetMetadata(ACCESS, { role: 'MEMBER', scopes: ['write:scans'], isFeeding: true } satisfies Access);
/** ORG_ADMIN and up; a key needs the scope `admin`. */
export const OrgAdminOnly = () => requires('ORG_ADMIN', 'admin');
/** ORG_ADMIN and up; a key needs the scope `mint`: the route makes lasting trust. */
export const MintsAccess = () => requires('ORG_ADMIN', 'mint');
/** As `MintsAccess`, for what belongs to the organization as a whole. */
export const OrgWideMintsAccess = () =>
  SetMetadata(ACCESS, { role: 'ORG_ADMIN', scopes: ['mint'], isOrgWide: true } satisfies Access);
/** As `OrgWideMintsAccess`, for ORG_OWNER and up. */
export const OwnerMintsAccess = () =>
  SetMetadata(ACCESS, { role: 'ORG_OWNER', scopes: ['mint'], isOrgWide: true } satisfies Access);
/** As `OrgWideAdminOnly`, for a body some fields of which need `mint` instead: the handler calls `requireScopesOf`. */
export const OrgWideAdminOrMints = () =>
  SetMetadata(ACCESS, { role: 'ORG_ADMIN', scopes: ['admin', 'mint'], isOrgWide: true } satisfies Access);
/** As `OrgAdminOnly`, for changes of what belongs to the organization as a whole. */
export const OrgWideAdminOnly = () =>
  SetMetadata(ACCESS, { role: 'ORG_ADMIN', scopes: ['admin'], isOrgWide: true } satisfies Access);
/** ORG_OWNER and up, for what belongs to the organization as a whole; a key needs the scope `admin`. */
export const OrgOwnerOnly = () =>
  SetMetadata(ACCESS, { role: 'ORG_OWNER', scopes: ['admin'], isOrgWide: true } satisfies Access);
/** ORG_OWNER and up, no key. The handler asks for a recent sign-in (`RecentSignInReader`). */
export const OrgOwnerInPerson = () =>
  SetMetadata(ACCESS, { role: 'ORG_OWNER', scopes: [], isForPeople: true } satisfies Access);
/** As `OrgOwnerInPerson`, for the platform's staff. */
export const SuperAdminInPerson = () =>
  SetMetadata(ACCESS, { role: 'SUPER_ADMIN', scopes: [], isForPeople: true } satisfies Access);
/** The platform's staff. */
export const SuperAdminOnly = () => requires('SUPER_ADMIN', 'admin');
