import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type AuditActor, AuditLogWriter, SERVICE, toAuditActor } from './audit-log.writer.js';

export type SecurityAction =
  | 'auth.login_succeeded'
  | 'auth.login_failed'
  | 'auth.refresh_reused'
  | 'auth.password_changed'
  | 'auth.second_factor_enrolled'
  | 'auth.second_factor_removed'
  | 'auth.second_factor_reset'
  | 'auth.recovery_code_used'
  | 'auth.passkey_registered'
  | 'auth.passkey_removed'
  | 'auth.passkey_used'
  | 'auth.passkey_count_decreased'
  | 'auth.identity_linked'
  | 'auth.identity_unlinked'
  | 'session.revoked'
  | 'access.denied'
  | 'staff.entered';

/** An event of security: what happened, to what. */
export interface SecurityEvent {
  readonly action: SecurityAction;
  readonly target: { readonly type: string; readonly id: number | null };
  /** Details, snake_case as on the wire; never a secret. */
  readonly details?: object;
}

/** An event that did not come from a caller who was let in. */
export interface ReportedEvent extends SecurityEvent {
  /** The service itself where it is left out. */
  readonly actor?: AuditActor;
  /** Organizations whose audit logs show it; none: it goes to the service's log alone. */
  readonly orgIds: readonly OrgId[];
}

/**
 * Records events of security in the audit log and as lines of the service's log (docs/adr/operations.md#security-events).
 */
@Injectable()
export class SecurityEventsWriter implements OnApplicationShutdown {
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly audit: AuditLogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Entries that are under way are not lost at a stop. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.pending);
  }

  /**
   * Reports an event that is over, even where its request fails. The entries are written in the background: an answer
   * neither waits for them, nor shows by its time that there are any. To be called outside of transactions.
   */
  report(event: ReportedEvent, origin: Partial<RequestOrigin>): void {
    this.log(event, event.actor ?? SERVICE, event.orgIds, origin);
    for (const orgId of event.orgIds) this.inBackground(() => this.write(orgId, event, origin));
  }

  /** As `report`, for an event of a caller in the organization of the request. */
  reportOf(caller: Caller, event: SecurityEvent): void {
    this.report({ ...event, actor: toAuditActor(caller), orgIds: [caller.orgId] }, caller);
  }

  /** Records an event with the caller's transaction that is open: what is rolled back was never done. */
  async record(caller: Caller, event: SecurityEvent): Promise<void> {
    await this.audit.record(caller, toAction(event));
    this.tenant.afterCommit(() => this.log(event, toAuditActor(caller), [caller.orgId], caller));
  }

  private write(orgId: OrgId, event: ReportedEvent, origin: Partial<RequestOrigin>): Promise<void> {
    return this.tenant.run(orgId, () => this.audit.recordAs(orgId, event.actor ?? SERVICE, toAction(event), origin));
  }

  private inBackground(write: () => Promise<void>): void {
    const written = write().catch((err: unknown) => {
      this.logger.warn({ err }, 'A security event could not be written to the audit log.');
    });
    this.pending.add(written);
    void written.then(() => this.pending.delete(written));
  }

  private log(
    { action, target, details }: SecurityEvent,
    actor: AuditActor,
    orgIds: readonly OrgId[],
    { address, requestId, clientRequestId }: Partial<RequestOrigin>,
  ): void {
    this.logger.info(
      {
        event: action,
        actor,
        target,
        org_ids: orgIds,
        details: details ?? null,
        address: address ?? null,
        request_id: requestId ?? null,
        client_request_id: clientRequestId ?? null,
      },
      'security event',
    );
  }
}

const toAction = ({ action, target, details }: SecurityEvent) => ({ action, target, new: details ?? null });
