import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { eventOfAction, toAuditedData } from '../../../domain/reporting/audit-events.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { actorOf, type Caller, type CallerIdentity } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { EventWriter } from '../event/event.writer.js';
import { AuditRepository } from './audit.repository.js';
import type { AuditEntry, NewAuditEntry } from './audit-entry.js';
import { AuditSealer } from './audit-sealer.js';

/** An action of a caller to record. */
export interface AuditedAction {
  /** Dotted, in the past tense: `policy.updated`, `waiver.created`. */
  readonly action: string;
  readonly target: { readonly type: string; readonly id: number | null };
  readonly repoId?: RepoId | null;
  /** The changed values before and after, snake_case as on the wire; never a secret. */
  readonly old?: object | null;
  readonly new?: object | null;
  /** The action's event where it is more than the entry: its `data`, to which the actor is added. */
  readonly eventData?: object;
}

/** The one who acts in an entry. */
export type AuditActor = AuditEntry['actor'];

/** Actor of an entry, and its request. */
type Origin = Pick<AuditEntry, 'actor' | 'address' | 'requestId' | 'clientRequestId'>;

/** The service itself. */
export const SERVICE: AuditActor = { type: 'service', id: null, name: 'quality-gate' };

/** A caller as entries name it. */
export const toAuditActor = (caller: CallerIdentity): AuditActor => ({ ...actorOf(caller), name: caller.name });

/** The one way into the audit log. Actions of which subscribers hear make their event with the entry. */
@Injectable()
export class AuditLogWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly entries: AuditRepository,
    private readonly sealer: AuditSealer,
    private readonly events: EventWriter,
    private readonly clock: Clock,
  ) {}

  /** Adds an entry in the tenant transaction that is open: what is rolled back was never done. */
  async record(caller: Caller, action: AuditedAction): Promise<void> {
    await this.recordAs(caller.orgId, toAuditActor(caller), action, caller);
  }

  /** As `record`, for what the service does by itself, or refuses to somebody whom it does not know. */
  async recordOwn(orgId: OrgId, action: AuditedAction, request: Partial<RequestOrigin> = {}): Promise<void> {
    await this.recordAs(orgId, SERVICE, action, request);
  }

  /** As `record`, for an actor of whom a request may not have been let in as a caller. */
  async recordAs(
    orgId: OrgId,
    actor: AuditActor,
    action: AuditedAction,
    { address, requestId, clientRequestId }: Partial<RequestOrigin> = {},
  ): Promise<void> {
    const request = {
      address: address ?? null,
      requestId: requestId ?? null,
      clientRequestId: clientRequestId ?? null,
    };
    await this.add(orgId, { actor, ...request }, action);
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

  private async add(
    orgId: OrgId,
    origin: Origin,
    { action, target, eventData, ...rest }: AuditedAction,
  ): Promise<void> {
    const values = { repoId: rest.repoId ?? null, old: rest.old ?? null, new: rest.new ?? null };
    const entry = { at: this.clock.now(), ...origin, action, target, ...values };
    this.tenant.afterCommit(() => this.sealer.announce());
    await together([this.entries.insert(orgId, entry), this.recordEvent(orgId, entry, eventData)]);
  }

  private async recordEvent(orgId: OrgId, entry: NewAuditEntry, eventData?: object): Promise<void> {
    const type = eventOfAction(entry.action);
    if (type === null) return;
    const data = eventData ? { ...eventData, actor: entry.actor } : toAuditedData(entry);
    await this.events.record(orgId, [{ type, repoId: entry.repoId, scanId: null, data }]);
  }
}
