import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, IsNull, LessThan, Not } from 'typeorm';
import type { ForgeId, OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import type { Connection } from './connection.js';

export type NewConnection = Omit<
  Connection,
  'orgId' | 'id' | 'state' | 'pausedUntil' | 'throttledUntil' | 'budget' | 'hookReceivedAt'
> &
  Pick<ForgeEntity, 'createdBy'>;
export type ChangedConnection = Partial<Omit<ForgeEntity, 'orgId' | 'id' | 'kind' | 'createdBy' | 'createdAt'>>;

/** Condition for what answers of the forge say: nothing of it ends a loss of rights. */
export const ENABLED: FindOptionsWhere<ForgeEntity> = { state: Not('rights_lost') };

@Injectable()
export class ConnectionRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, connection: NewConnection): Promise<ForgeId> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...connection, orgId })
      .returning('id')
      .execute();
    return (result.raw as { id: ForgeId }[])[0]!.id;
  }

  /** @param condition which the connection meets, else nothing changes */
  async update(
    orgId: OrgId,
    id: ForgeId,
    changes: ChangedConnection,
    condition: FindOptionsWhere<ForgeEntity> = {},
  ): Promise<void> {
    await this.repository(orgId).update({ ...condition, orgId, id }, changes);
  }

  /** Disables the connections that a person or a key of theirs changed last, and answers those. */
  async disableOfPerson(orgId: OrgId, userId: UserId): Promise<Pick<Connection, 'id' | 'name'>[]> {
    const [disabled]: [Pick<Connection, 'id' | 'name'>[], number] = await this.tenant.manager(orgId).query(
      `UPDATE forges SET state = 'rights_lost'
       WHERE org_id = $1 AND changed_by_user_id = $2 AND state <> 'rights_lost' RETURNING id, name`,
      [orgId, userId],
    );
    return disabled;
  }

  /** The first signed delivery of its hook came. */
  async recordHook(orgId: OrgId, id: ForgeId, at: Date): Promise<void> {
    await this.repository(orgId).update({ orgId, id, hookReceivedAt: IsNull() }, { hookReceivedAt: at });
  }

  async delete(orgId: OrgId, id: ForgeId): Promise<void> {
    await this.repository(orgId).delete({ orgId, id });
  }

  /** With its sealed values. */
  findConnection(orgId: OrgId, id: ForgeId): Promise<ForgeEntity | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  /** As `findConnection`, locked to the end of the transaction. */
  lock(orgId: OrgId, id: ForgeId): Promise<ForgeEntity | null> {
    return this.repository(orgId).findOne({ where: { orgId, id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Newest first, those before `beforeId`. */
  listConnections(orgId: OrgId, page: { limit: number; beforeId: ForgeId | null }): Promise<ForgeEntity[]> {
    const before = page.beforeId === null ? {} : { id: LessThan(page.beforeId) };
    return this.repository(orgId).find({ where: { orgId, ...before }, order: { id: 'DESC' }, take: page.limit });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(ForgeEntity);
  }
}
