import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import { OrganizationRepository } from './organization.repository.js';

/** The organization, changed by other features inside the open tenant transaction. */
@Injectable()
export class OrganizationWriter {
  constructor(private readonly organizations: OrganizationRepository) {}

  /** Has details of scans looked through after so many milliseconds, a tenth more or less. */
  scheduleRetention(orgId: OrgId, afterMs: number): Promise<void> {
    return this.organizations.scheduleRetention(orgId, afterMs);
  }
}
