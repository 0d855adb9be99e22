import type { AuditEntry } from '../audit-entry.js';

/** Who did it. */
export class AuditActorDto {
  /** `user` or `api_key`. */
  type!: string;
  id!: number | null;
  /** The email address, or the key's name, at that time. */
  name!: string;
}

/** What it was done to. */
export class AuditTargetDto {
  /** e.g. `policy`, `waiver`, `repo`, `member`. */
  type!: string;
  id!: number | null;
}

/** One thing that someone did. */
export class AuditEntryDto {
  id!: number;
  at!: string;
  actor!: AuditActorDto;
  /** Dotted, e.g. `policy.updated`. */
  action!: string;
  target!: AuditTargetDto;
  /** The repository that it concerns, where it concerns one. */
  repo_id!: number | null;
  /** The changed values before. */
  old!: object | null;
  /** The changed values after. */
  new!: object | null;
  /** The network address that the request came from. */
  address!: string | null;
  request_id!: string | null;
}

/** A page of the audit log, newest first. */
export class AuditLogDto {
  entries!: AuditEntryDto[];
  next_cursor!: string | null;
}

export function toAuditEntryDto(entry: AuditEntry): AuditEntryDto {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    actor: entry.actor,
    action: entry.action,
    target: entry.target,
    repo_id: entry.repoId,
    old: entry.old,
    new: entry.new,
    address: entry.address,
    request_id: entry.requestId,
  };
}
