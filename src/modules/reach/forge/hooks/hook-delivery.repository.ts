import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';

/** Marks of received deliveries, by which repeated ones are recognized. */
@Injectable()
export class HookDeliveryRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** False where the connection has received one of the marks already. */
  async insert(orgId: OrgId, forgeId: ForgeId, marks: readonly string[], at: Date): Promise<boolean> {
    const rows: unknown[] = await this.tenant.manager(orgId).query(
      `INSERT INTO hook_deliveries (org_id, forge_id, delivery_id, received_at)
       SELECT $1, $2, mark, $4 FROM unnest($3::text[]) AS mark
       ON CONFLICT DO NOTHING RETURNING 1`,
      [orgId, forgeId, marks, at],
    );
    return rows.length === marks.length;
  }

  /** Forgets deliveries of a connection that came before that time. */
  async deleteOld(orgId: OrgId, forgeId: ForgeId, before: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM hook_deliveries WHERE org_id = $1 AND forge_id = $2 AND received_at < $3', [
        orgId,
        forgeId,
        before,
      ]);
  }
}
