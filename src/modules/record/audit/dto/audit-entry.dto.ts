import type { KeyKind } from '../../../../platform/tenancy/caller.js';
import type { ShownAuditEntry } from '../audit-entry.js';

/** The actor of an audit entry. */
export class AuditActorDto {
  /** `user`, `api_key`, `trusted_publisher`, or `service` for the service's own actions. */
  type!: string;
  id!: number | null;
  /** The email address, the key's name, or the publisher's project at that time. */
  name!: string;
}

/** The actor of an audit entry, with the kind of a key. */
export class AuditByDto extends AuditActorDto {
  /** `agent` for the key of a coding agent, otherwise null. */
  kind!: KeyKind | null;
}

/** The object that an audit entry is about. */
export class AuditTargetDto {
  /** e.g. `policy`, `waiver`, `repo`, `member`. */
  type!: string;
  id!: number | null;
}

/** One recorded action. */
export class AuditEntryDto {
  id!: number;
  at!: string;
  actor!: AuditActorDto;
  /** Like `actor`, plus the kind of an API key. */
  by!: AuditByDto;
  /** Dotted name of the action, e.g. `policy.updated`. */
  action!: string;
  target!: AuditTargetDto;
  /** The affected repository, if any. */
  repo_id!: number | null;
  /** Current name of that repository; null if it no longer exists. */
  repo_name!: string | null;
  /** Current name of the person who acted; null if the person no longer exists, or for other actors. */
  actor_name!: string | null;
  /**
   * Current name of the target, if it is a repository or a person; null for other targets, or if it no longer exists.
   */
  target_name!: string | null;
  /** The changed values before the action. */
  old!: object | null;
  /** The changed values after the action. */
  new!: object | null;
  /** Network address of the request. */
  address!: string | null;
  /** Id that the service assigned to the request and its response. */
  request_id!: string | null;
  /** `X-Request-Id` as the client sent it. */
  client_request_id!: string | null;
  /** SHA-256 of the salted personal values, in hex; null until the entry is sealed. */
  personal_digest!: string | null;
  /**
   * Link of the organization's hash chain, in hex: SHA-256 of the previous link and this entry; null until it is
   * sealed.
   */
  hash!: string | null;
}

/** A page of the audit log, newest first; with `after` oldest first. */
export class AuditLogDto {
  entries!: AuditEntryDto[];
  next_cursor!: string | null;
}

export function toAuditEntryDto(entry: ShownAuditEntry): AuditEntryDto {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    actor: entry.actor,
    by: { ...entry.actor, kind: entry.kind },
    action: entry.action,
    target: entry.target,
    repo_id: entry.repoId,
    repo_name: entry.names.repo,
    actor_name: entry.names.actor,
    target_name: entry.names.target,
    old: entry.old,
    new: entry.new,
    address: entry.address,
    request_id: entry.requestId,
    client_request_id: entry.clientRequestId,
    personal_digest: entry.seal?.personalDigest.toString('hex') ?? null,
    hash: entry.seal?.hash.toString('hex') ?? null,
  };
}
