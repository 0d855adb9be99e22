import type { ApiKeyId, OrgId, RepoId, UserId } from '../../domain/ids.js';
import { AppError } from '../errors/app-error.js';
import type { RepoBound } from './repo-bound.js';
import { isAtLeast, type Role, type Scope } from './role.js';

/** Proof of a caller's identity. */
export type Credential =
  | { readonly type: 'session_cookie' | 'jwt'; readonly sessionId: string }
  | { readonly type: 'external_jwt' }
  | { readonly type: 'api_key'; readonly apiKeyId: ApiKeyId };

/** Caller, organization and rights: read at each request, never taken from a token. */
export interface CallerIdentity {
  /** The person; for an API key, the one who made it. */
  readonly userId: UserId;
  /** A name for logs and the audit trail: the user's email address or the key's name. */
  readonly name: string;
  readonly orgId: OrgId;
  readonly role: Role;
  readonly isSuperAdmin: boolean;
  /** Null for people; for keys what they may do. */
  readonly scopes: ReadonlySet<Scope> | null;
  /** Null for people and for keys of the whole organization. */
  readonly repoIds: RepoBound;
  /** False for keys whose scans become neither a baseline nor a base; people may always. */
  readonly mayWriteBaseline: boolean;
  readonly credential: Credential;
}

/** Caller of a request, and the request's id. */
export interface Caller extends CallerIdentity {
  /** Network address of the request; null where it is unknown. */
  readonly address: string | null;
  readonly requestId: string;
}

/** The address of a person; null for a key. */
export const emailOf = ({ credential, name }: CallerIdentity): string | null =>
  credential.type === 'api_key' ? null : name;

/** The scope `admin` stands for all of them. */
export const hasScope = (caller: CallerIdentity, scope: Scope): boolean =>
  caller.scopes === null || caller.scopes.has(scope) || caller.scopes.has('admin');

/** True when the caller reaches the repository; null means the organization as a whole. */
export const reaches = ({ repoIds }: Pick<CallerIdentity, 'repoIds'>, repoId: RepoId | null): boolean =>
  repoIds === null || (repoId !== null && repoIds.includes(repoId));

/** The refusal of a change that reaches beyond the repositories that the caller's key is bound to. */
export const beyondBound = (): AppError =>
  new AppError('forbidden', 'This API key is bound to repositories; the change reaches beyond them.');

export const hasRole = (caller: CallerIdentity, role: Role): boolean => isAtLeast(caller.role, role);

/** `user:12` or `api_key:7`: how stored rows name who did something. */
export const describeActor = (caller: Caller): string =>
  caller.credential.type === 'api_key' ? `api_key:${caller.credential.apiKeyId}` : `user:${caller.userId}`;
