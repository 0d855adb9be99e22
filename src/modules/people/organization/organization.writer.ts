import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { Organization } from './organization.js';
import { OrganizationReader } from './organization.reader.js';
import { OrganizationRepository } from './organization.repository.js';

/** The organization, changed by other features inside the open tenant transaction. */
@Injectable()
export class OrganizationWriter {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly reader: OrganizationReader,
  ) {}

  /** The organization, locked against other changes of it and of its members until the transaction ends. */
  async lock(orgId: OrgId): Promise<Organization> {
    await this.organizations.lock(orgId);
    return this.reader.settings(orgId);
  }

  /** Closes the organization to all but the staff of the service, or opens it again (null). */
  setDeleted(orgId: OrgId, at: Date | null): Promise<void> {
    return this.organizations.setDeleted(orgId, at);
  }

  /** Deletes people who belong to this deleted organization alone; answers how many. */
  deleteLoneMembers(orgId: OrgId, atMost: number): Promise<number> {
    return this.organizations.deleteLoneMembers(orgId, atMost);
  }

  /** Deletes rows of the deleted organization from one of the tables of tenants; answers how many. */
  deleteRows(orgId: OrgId, table: string, atMost: number): Promise<number> {
    return this.organizations.deleteRows(orgId, table, atMost);
  }
}
