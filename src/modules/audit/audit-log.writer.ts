import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { AuditRepository } from './audit.repository.js';

/** An action of a caller to record. */
export interface AuditedAction {
  /** Dotted, in the past tense: `policy.updated`, `waiver.created`. */
  readonly action: string;
  readonly target: { readonly type: string; readonly id: number | null };
  readonly repoId?: RepoId | null;
  /** The changed values before and after, snake_case as on the wire; never a secret. */
  readonly old?: object | null;
  readonly new?: object | null;
}

/** The one way into the audit log. */
@Injectable()
export class AuditLogWriter {
  constructor(
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /** Adds an entry in the tenant transaction that is open: what is rolled back was never done. */
  async record(caller: Caller, { action, target, ...rest }: AuditedAction): Promise<void> {
    const { credential } = caller;
    await this.entries.insert(caller.orgId, {
      at: this.clock.now(),
      actor:
        credential.type === 'api_key'
          ? { type: 'api_key', id: credential.apiKeyId, name: caller.name }
          : { type: 'user', id: caller.userId, name: caller.name },
      action,
      target,
      repoId: rest.repoId ?? null,
      old: rest.old ?? null,
      new: rest.new ?? null,
      address: caller.address,
      requestId: caller.requestId,
    });
  }

  /**
   * Adds an entry with those values that differ between `before` and `after`; none when all are the same.
   * Answers whether something changed.
   */
  async recordChange(
    caller: Caller,
    what: Omit<AuditedAction, 'old' | 'new'>,
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    if (changed.length === 0) return false;
    const pick = (values: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(changed.map((key) => [key, values[key] ?? null]));
    await this.record(caller, { ...what, old: pick(before), new: pick(after) });
    return true;
  }
}
