import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { OrgId, TrustedPublisherId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { type ContestedPublisher, TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Proofs of the organization that speaks for a project, where several trust it (docs/adr/keys.md#trusted-publishers). */
@Injectable()
export class PublisherProofs {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly publishers: TrustedPublisherRepository,
    private readonly notices: OrganizationNotices,
    private readonly audit: AuditLogWriter,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** Records an exchange. @param isProof true: the token named the organization as its audience, which proves the publisher */
  recordExchange({ orgId, id }: ContestedPublisher, isProof: boolean, request: RequestOrigin): Promise<void> {
    return this.tenant.run(orgId, async () => {
      await this.publishers.recordExchange(orgId, id, this.tenant.now(), request.address);
      if (!isProof || !(await this.publishers.prove(orgId, id))) return;
      const target = { type: 'trusted_publisher', id };
      await this.audit.recordOwn(
        orgId,
        { action: 'trusted_publisher.proven', target, new: { by: 'exchange' } },
        request,
      );
    });
  }

  /**
   * Tells the administrators of other organizations that one more trusts their project. It is not waited for, as the time would tell
   * that one that there are others.
   */
  /** Lets a publisher speak for its project as far as no other one does, and reports to those that do after the commit. */
  async claim(orgId: OrgId, id: TrustedPublisherId, at: Date): Promise<void> {
    const contested = await this.publishers.claim(orgId, id, at);
    this.tenant.afterCommit(() => {
      this.reportContested(contested);
    });
  }

  reportContested(contested: readonly ContestedPublisher[]): void {
    const ofEach = [...new Map(contested.map((one) => [one.orgId, one])).values()];
    for (const one of ofEach)
      void this.tenant
        .run(one.orgId, () => this.reportTo(one))
        .catch((err: unknown) =>
          this.logger.error({ err }, 'Administrators could not be notified of a contested publisher.'),
        );
  }

  private async reportTo({ orgId, id }: ContestedPublisher): Promise<void> {
    const action = 'trusted_publisher.contested';
    await this.audit.recordOwn(orgId, { action, target: { type: 'trusted_publisher', id } });
    await this.notices.report(orgId, { event: action, about: null, actor: null, address: null });
  }
}
