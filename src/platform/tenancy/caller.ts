import type { ApiKeyId, OrgId, RepoId, ScanId, TrustedPublisherId, UserId } from '../../domain/ids.js';
import type { PipelineRun } from '../../domain/publishing/pipeline-run.js';
import { AppError } from '../errors/app-error.js';
import type { RequestOrigin } from '../request/request-context.js';
import type { RepoBound } from './repo-bound.js';
import { isAtLeast, type Role, type Scope } from './role.js';

/** Proof of a caller's identity. */
export type Credential =
  | { readonly type: 'session_cookie' | 'jwt'; readonly sessionId: string }
  | { readonly type: 'external_jwt' }
  | ApiKeyCredential
  | PublisherCredential
  | UploadCredential;

/** A secret of an API key. */
export interface ApiKeyCredential {
  readonly type: 'api_key';
  readonly apiKeyId: ApiKeyId;
  readonly kind: KeyKind | null;
  /** Name of the secret among those of the key (`nameOfSecret`). */
  readonly secret: string;
  /** Other keys with which the secret ends: those that it descends from by rotation or creation. */
  readonly lineage: readonly ApiKeyId[];
}

/** An access token of a pipeline that is trusted. */
export interface PublisherCredential {
  readonly type: 'publisher_token';
  readonly publisherId: TrustedPublisherId;
  /** The only branch whose baseline it may write; null: any. */
  readonly branch: string | null;
  /** It speaks for a fork. */
  readonly isUntrusted: boolean;
  /** The run that it was issued to, whose scans it may start and feed. */
  readonly run: PipelineRun;
}

/** A token that feeds one pending scan. */
export interface UploadCredential {
  readonly type: 'upload_token';
  readonly scanId: ScanId;
  readonly maker: Actor;
}

/** Kinds of API keys; most keys have none. A key of a coding agent reads, scans changes and requests, whatever its maker may do. */
export const KEY_KINDS = ['agent'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Kind and id of those who do something. */
export interface Actor {
  readonly type: 'user' | 'api_key' | 'trusted_publisher';
  readonly id: number;
}

/** Duties of people who signed in, as the codes of errors. */
export const RESTRICTIONS = ['password_change_required', 'second_factor_required'] as const;
export type Restriction = (typeof RESTRICTIONS)[number];

/** Caller, organization and rights: read at each request, never taken from a token. */
export interface CallerIdentity {
  /** The person; for an API key, the one who made or rotated it, and so knows the secret. */
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
  /** A SUPER_ADMIN in an organization of which they are no member. */
  readonly isVisitor?: true;
  /** Duty of a person that comes before anything else; routes that are not for it refuse them by this code. */
  readonly restriction?: Restriction;
}

/** Caller of a request, and the request's origin. */
export interface Caller extends CallerIdentity, RequestOrigin {}

/** The address of a person; null for a key or a token of a pipeline. */
export const emailOf = (caller: CallerIdentity): string | null => (isPerson(caller) ? caller.name : null);

/** False for keys and for tokens of pipelines. */
export const isPerson = ({ credential: { type } }: CallerIdentity): boolean =>
  type !== 'api_key' && type !== 'publisher_token' && type !== 'upload_token';

/** The refusal of keys and tokens by what is for people alone. */
export const forPeople = (): AppError => new AppError('forbidden', 'Only people who are signed in can do this.');

/** True for a pipeline of a fork. */
export const isUntrusted = ({ credential }: CallerIdentity): boolean =>
  credential.type === 'publisher_token' && credential.isUntrusted;

/** True for the key of a coding agent. */
export const isAgent = ({ credential }: CallerIdentity): boolean =>
  credential.type === 'api_key' && credential.kind === 'agent';

/** True when a scan of this baseline branch by the caller may become its baseline. */
export const mayWriteBaselineOf = ({ mayWriteBaseline, credential }: CallerIdentity, branch: string): boolean =>
  mayWriteBaseline &&
  (credential.type !== 'publisher_token' || credential.branch === null || credential.branch === branch);

/** The scope `admin` stands for all of them but `mint`. */
export const hasScope = (caller: CallerIdentity, scope: Scope): boolean =>
  caller.scopes === null || caller.scopes.has(scope) || (scope !== 'mint' && caller.scopes.has('admin'));

/** True when the caller reaches the repository; null means the organization as a whole. */
export const reaches = ({ repoIds }: Pick<CallerIdentity, 'repoIds'>, repoId: RepoId | null): boolean =>
  repoIds === null || (repoId !== null && repoIds.includes(repoId));

/** The refusal of a change that reaches beyond the repositories that the caller's key is bound to. */
export const beyondBound = (): AppError =>
  new AppError('forbidden', 'This API key is limited to certain repositories, and the change affects others.');

export const hasRole = (caller: CallerIdentity, role: Role): boolean => isAtLeast(caller.role, role);

/** The one who does what the caller does: of a token for one scan, the one who made it. */
export function actorOf({ credential, userId }: CallerIdentity): Actor {
  if (credential.type === 'upload_token') return credential.maker;
  if (credential.type === 'publisher_token') return { type: 'trusted_publisher', id: credential.publisherId };
  return credential.type === 'api_key' ? { type: 'api_key', id: credential.apiKeyId } : { type: 'user', id: userId };
}

/** `user:12`, `api_key:7` or `trusted_publisher:4`: how stored rows name who did something. */
export function describeActor(caller: CallerIdentity): string {
  const { type, id } = actorOf(caller);
  return `${type}:${id}`;
}
