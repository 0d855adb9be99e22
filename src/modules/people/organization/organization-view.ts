import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { QuotaReader } from '../quota/quota.reader.js';
import type { OrganizationWithQuotas } from './organization.js';
import { OrganizationRetentionWriter } from './organization-retention.writer.js';

/** Reads organizations as they are shown, inside the open tenant transaction. */
@Injectable()
export class OrganizationView {
  constructor(
    private readonly retention: OrganizationRetentionWriter,
    private readonly quotas: QuotaReader,
  ) {}

  /** With the periods that are in force now, and the quotas. */
  async read(orgId: OrgId): Promise<OrganizationWithQuotas> {
    const [organization, quotas] = await Promise.all([this.retention.inForce(orgId), this.quotas.listQuotas(orgId)]);
    return { ...organization, quotas };
  }
}
