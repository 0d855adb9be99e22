import { Injectable } from '@nestjs/common';
import type { ConnectionKind } from '../../../domain/forge/forge-links.js';
import type { ForgeId, OrgId } from '../../../domain/ids.js';
import { issuerOfForge } from '../../../domain/publishing/issuer-of-forge.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { Clock } from '../../../platform/time/clock.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { PublisherProofs } from './publisher-proofs.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** A connection to a forge. */
export interface ProvingForge {
  readonly orgId: OrgId;
  readonly id: ForgeId;
  readonly kind: ConnectionKind;
  readonly baseUrl: string;
}

/**
 * Proofs by connections to forges: an organization that may write to a project speaks for it
 * (docs/adr/keys.md#trusted-publishers).
 */
@Injectable()
export class ProjectProofWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly publishers: TrustedPublisherRepository,
    private readonly proofs: PublisherProofs,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** A connection was found to write to a project: publishers of it are proven, and those of other organizations are not any more. */
  async record({ orgId, id, kind, baseUrl }: ProvingForge, projectId: string): Promise<void> {
    const issuer = issuerOfForge(kind, baseUrl);
    if (issuer === null) return;
    const contested = await this.tenant.run(orgId, async () => {
      const provenAt = this.clock.now();
      await this.publishers.saveProof({ orgId, issuer, projectId, forgeId: id, provenAt });
      const others = [];
      for (const publisherId of await this.publishers.listWithoutProof(orgId, issuer, projectId)) {
        others.push(...(await this.publishers.claim(orgId, publisherId, provenAt)));
        const target = { type: 'trusted_publisher', id: publisherId };
        await this.audit.recordOwn(orgId, {
          action: 'trusted_publisher.proven',
          target,
          new: { by: 'forge', forge_id: id },
        });
      }
      return others;
    });
    this.proofs.reportContested(contested);
  }
}
