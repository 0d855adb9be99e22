import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Order of transactions of all organizations. */
@Injectable()
export class TransactionFenceRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The number of the open transaction. */
  async currentTransaction(orgId: OrgId): Promise<string> {
    const rows: { id: string }[] = await this.tenant.manager(orgId).query('SELECT pg_current_xact_id()::text AS id');
    return rows[0]!.id;
  }

  /** True once that transaction has ended and every writing one that began before it. */
  async haveAllEnded(orgId: OrgId, transaction: string): Promise<boolean> {
    const rows: { ended: boolean }[] = await this.tenant
      .manager(orgId)
      .query('SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS ended', [transaction]);
    return rows[0]!.ended;
  }
}
