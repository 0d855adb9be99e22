import type { RepoId } from '../../../domain/ids.js';
import type { Actor, KeyKind } from '../../../platform/tenancy/caller.js';

/** `service`: nobody requested it. */
export type ActorType = Actor['type'] | 'service';

/**
 * A recorded action: its actor, object, time and origin; `old` and `new` are the changed values as the API names them.
 */
export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  readonly actor: { readonly type: ActorType; readonly id: number | null; readonly name: string };
  readonly action: string;
  readonly target: { readonly type: string; readonly id: number | null };
  readonly repoId: RepoId | null;
  readonly old: object | null;
  readonly new: object | null;
  readonly address: string | null;
  readonly requestId: string | null;
  /** Id that the client gave the request. */
  readonly clientRequestId: string | null;
  /** Null until the entry is sealed, a few seconds after it was made. */
  readonly seal: AuditSeal | null;
}

/** An entry as it is shown: with the kind of the key that acted, and with present names. */
export interface ShownAuditEntry extends AuditEntry {
  /** Null for a person, a pipeline, the service, or a key of no kind. */
  readonly kind: KeyKind | null;
  /** Null for what is gone or has no name. */
  readonly names: Readonly<Record<'actor' | 'target' | 'repo', string | null>>;
}

/** Place of an entry in the chain of its organization (docs/adr/operations.md#hash-chain-of-the-audit-log). */
export interface AuditSeal {
  /** Replaces in the hash what may name a person. */
  readonly personalDigest: Buffer;
  /** Of this entry and all before it. */
  readonly hash: Buffer;
}

/** An entry to store. */
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'seal'>;

/** One end of an entry as a filter names it: by type, by id, by both, or by name. What is left out matches anything. */
export interface PartyFilter {
  readonly type?: string;
  readonly id?: number;
  readonly name?: string;
}

export interface AuditFilter {
  readonly actor?: PartyFilter | undefined;
  readonly action?: string | undefined;
  readonly target?: PartyFilter | undefined;
  readonly repoId?: RepoId | undefined;
  /** Both ends belong to the span. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}
