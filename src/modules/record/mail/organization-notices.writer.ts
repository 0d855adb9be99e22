import { Inject, Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { NoticeEvent } from '../../../domain/mail/security-notice.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { MailRepository } from './mail.repository.js';

/** A change of whom an organization trusts. */
export interface OrganizationNotice {
  readonly event: NoticeEvent;
  /** Subject of the event: an address, a name. */
  readonly about: string | null;
  /** Name of the person or key that did it; null where it was neither. */
  readonly actor: string | null;
  /** Network address and program of the request, as far as they are known. */
  readonly address: string | null;
  readonly userAgent?: string | null;
}

const ADMINISTRATORS: readonly OrgRole[] = ['ORG_ADMIN', 'ORG_OWNER'];

/**
 * Reports to the people who run an organization by mail what changes whom it trusts, where the service sends mails
 * (docs/adr/reach.md#mails-queued-in-the-database): to its owners and administrators, and of a new owner to the owners. To
 * be called in the open tenant transaction.
 */
@Injectable()
export class OrganizationNotices {
  constructor(
    private readonly mails: MailRepository,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'mail'>,
  ) {}

  report(orgId: OrgId, { userAgent, ...facts }: OrganizationNotice): Promise<void> {
    return this.queue(orgId, null, { ...facts, ...(userAgent !== undefined && { user_agent: userAgent }) });
  }

  /** Reports what the caller did. */
  reportOf({ orgId, name, address, credential }: Caller, event: NoticeEvent, about: string | null): Promise<void> {
    const sessionId = 'sessionId' in credential ? credential.sessionId : null;
    return this.queue(orgId, sessionId, { event, about, actor: name, address });
  }

  private async queue(
    orgId: OrgId,
    sessionId: string | null,
    facts: Omit<OrganizationNotice, 'userAgent'> & { readonly user_agent?: string | null },
  ): Promise<void> {
    if (this.config.mail === null) return;
    const roles = facts.event === 'member.owner_added' ? (['ORG_OWNER'] as const) : ADMINISTRATORS;
    await this.mails.queueOrganizationNotice(orgId, roles, { sessionId, facts: { ...facts, by: null } });
  }
}
