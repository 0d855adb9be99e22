import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { InvitationId, OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { Clock } from '../../../platform/time/clock.js';
import { WorkQueue } from '../../../platform/work/work-queue.js';

/** A mail that waits. */
export interface QueuedMail {
  readonly id: number;
  readonly kind: MailKind;
  /** As requested, of anybody or nobody; null for the address of an invitation. */
  readonly address: string | null;
  readonly orgId: OrgId | null;
  readonly invitationId: InvitationId | null;
  readonly queuedAt: Date;
  /** Those that failed. */
  readonly attempts: number;
  /** Facts of a notice; null for other kinds. */
  readonly details: NoticeFacts | null;
}

/** `password_changed`: a notice as the version before queued it. */
export type MailKind = 'invitation' | 'password_reset' | 'password_changed' | 'security_notice';

/** Contents of a notice beside its time. */
export interface NoticeFacts {
  readonly event: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly by: 'owner' | 'operator' | null;
  /** Name of the organization, in notices to those who run it. */
  readonly org?: string;
  readonly about?: string | null;
  readonly actor?: string | null;
}

/** A notice to a person; where `facts` name no program, it is that of the session. */
export interface QueuedNotice {
  readonly userId: UserId;
  readonly sessionId: string | null;
  readonly facts: Omit<NoticeFacts, 'user_agent'> & Partial<Pick<NoticeFacts, 'user_agent'>>;
}

/** Kind of work: sending a mail. */
export const MAILS = 'mails';

/** A mail as it waits. */
export type MailPayload = Pick<QueuedMail, 'kind' | 'address'> & Partial<Pick<QueuedMail, 'invitationId' | 'details'>>;

/** Queues mails, of an organization or of none. */
@Injectable()
export class MailRepository {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  /** Does the same for every address. A second reset for an address that waits for one is left out. */
  async queueReset(address: string): Promise<void> {
    await this.source.query('SELECT auth.queue_mail($1, $2)', ['password_reset', address]);
  }

  /** @param within organization whose tenant transaction is open; null: none */
  async queueNotice({ userId, sessionId, facts }: QueuedNotice, within: OrgId | null): Promise<void> {
    const manager = within === null ? this.source : this.tenant.manager(within);
    await manager.query('SELECT auth.queue_notice($1, $2, $3)', [userId, sessionId, JSON.stringify(facts)]);
  }

  /** Queues a notice to the members with these roles, in the open tenant transaction. */
  async queueOrganizationNotice(
    orgId: OrgId,
    roles: readonly OrgRole[],
    { sessionId, facts }: Omit<QueuedNotice, 'userId'>,
  ): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('SELECT auth.queue_organization_notice($1, $2, $3, $4)', [orgId, roles, sessionId, JSON.stringify(facts)]);
  }

  /** Within the open tenant transaction. */
  async queueInvitation(orgId: OrgId, invitationId: InvitationId): Promise<void> {
    const payload: MailPayload = { kind: 'invitation', address: null, invitationId };
    await this.queue.add(orgId, { kind: MAILS, payload, at: this.clock.now() });
  }
}
