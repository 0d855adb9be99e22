import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { OrganizationName } from './identity.repository.js';

const ORGANIZATION_NAME: PreparedStatement = {
  name: 'organization_name',
  text: 'SELECT id, name, slug FROM organizations WHERE id = $1',
};

const ORGANIZATION_OF_CALLER: PreparedStatement = {
  name: 'organization_of_caller',
  text: 'SELECT id, name, slug, waiver_max_days AS "waiverMaxDays", max_key_days AS "maxKeyDays" FROM organizations WHERE id = $1',
};

/** The organization that someone acts in, with the limits that pages state beforehand. */
export interface CurrentOrganization extends OrganizationName {
  /** Longest time that a waiver may be in force, in days; null: without end. */
  readonly waiverMaxDays: number | null;
  /** Maximum lifetime of a new API key, in days; null: unlimited. */
  readonly maxKeyDays: number | null;
}

/** Names of organizations by their ids: reads `organizations`, a table of a feature above this one. */
@Injectable()
export class OrganizationNameReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async findOrganizationName(orgId: OrgId): Promise<OrganizationName | null> {
    const rows = await this.tenant.read<OrganizationName>(orgId, ORGANIZATION_NAME, [String(orgId)]);
    return rows[0] ?? null;
  }

  async findCurrent(orgId: OrgId): Promise<CurrentOrganization | null> {
    const rows = await this.tenant.read<CurrentOrganization>(orgId, ORGANIZATION_OF_CALLER, [String(orgId)]);
    return rows[0] ?? null;
  }
}
