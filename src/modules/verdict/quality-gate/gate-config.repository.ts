import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { GateConfigEntity } from './entities/gate-config.entity.js';
import { GateConfigRevisionEntity } from './entities/gate-config-revision.entity.js';
import { type GateConfig, toPolicy } from './gate-config.js';

/** A revision with who saved it. */
export interface GateConfigRevision extends GateConfig {
  readonly savedBy: string;
}

@Injectable()
export class GateConfigRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The revision in force; null before the first save. One statement, so it is one revision. */
  async findGateConfig(orgId: OrgId): Promise<GateConfig | null> {
    const row = await this.tenant.manager(orgId).getRepository(GateConfigEntity).findOneBy({ orgId });
    return row && toConfig(row);
  }

  /** As `find`, and it stays in force until the transaction ends: a save waits. */
  async hold(orgId: OrgId): Promise<GateConfig | null> {
    const [, config] = await together([
      this.lockNumber(orgId, 'pg_advisory_xact_lock_shared'),
      this.findGateConfig(orgId),
    ]);
    return config;
  }

  /**
   * As `find`, but nobody else can save until the transaction ends. Before the first save there is no row to lock, so
   * the lock is on the organization's number.
   */
  async lock(orgId: OrgId): Promise<GateConfig | null> {
    await this.lockNumber(orgId, 'pg_advisory_xact_lock');
    return this.findGateConfig(orgId);
  }

  /** Puts `revision` in force and keeps it among the revisions; only under the lock. */
  async saveGateConfig(orgId: OrgId, revision: GateConfigRevision): Promise<void> {
    const { savedBy, ...inForce } = revision;
    const manager = this.tenant.manager(orgId);
    await manager.insert(GateConfigRevisionEntity, { ...inForce, orgId, savedBy });
    await manager.upsert(GateConfigEntity, { ...inForce, orgId }, ['orgId']);
  }

  /** Newest first, those before `beforeRevision`. */
  async listRevisions(
    orgId: OrgId,
    page: { limit: number; beforeRevision: number | null },
  ): Promise<GateConfigRevision[]> {
    const rows = await this.tenant.manager(orgId).find(GateConfigRevisionEntity, {
      where: { orgId, ...(page.beforeRevision !== null && { revision: LessThan(page.beforeRevision) }) },
      order: { revision: 'DESC' },
      take: page.limit,
    });
    return rows.map((row) => ({ ...toConfig(row), savedBy: row.savedBy }));
  }

  private async lockNumber(
    orgId: OrgId,
    lock: 'pg_advisory_xact_lock' | 'pg_advisory_xact_lock_shared',
  ): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(`SELECT ${lock}(hashtextextended('gate_configs:' || $1, 0))`, [String(orgId)]);
  }
}

const toConfig = (row: GateConfigEntity | GateConfigRevisionEntity): GateConfig => ({
  revision: row.revision,
  enabled: row.enabled,
  blockMergeOnFail: row.blockMergeOnFail,
  appliesToNewCodeOnly: row.appliesToNewCodeOnly,
  policy: toPolicy(row.policy),
  choice: row.choice,
  savedAt: row.savedAt,
});
