import { Injectable } from '@nestjs/common';
import {
  Between,
  type FindOptionsWhere,
  IsNull,
  LessThan,
  LessThanOrEqual,
  MoreThan,
  MoreThanOrEqual,
  Not,
} from 'typeorm';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { AuditEntry, AuditFilter, NewAuditEntry } from './audit-entry.js';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';

@Injectable()
export class AuditRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, entry: NewAuditEntry): Promise<void> {
    // Without RETURNING, as TypeORM's own insert has it: a caller need not see what it leaves behind.
    const row = {
      orgId,
      at: entry.at,
      actorType: entry.actor.type,
      actorId: entry.actor.id,
      actorName: entry.actor.name,
      action: entry.action,
      targetType: entry.target.type,
      targetId: entry.target.id,
      repoId: entry.repoId,
      oldValues: entry.old,
      newValues: entry.new,
      address: entry.address,
      requestId: entry.requestId,
      clientRequestId: entry.clientRequestId,
    };
    await this.repository(orgId).createQueryBuilder().insert().values(row).updateEntity(false).execute();
  }

  /** Newest first, those before `beforeId`. */
  async listAuditEntries(
    orgId: OrgId,
    filter: AuditFilter,
    page: { limit: number; beforeId: number | null },
  ): Promise<AuditEntry[]> {
    const rows = await this.repository(orgId).find({
      where: { ...toCondition(filter), ...(page.beforeId !== null && { id: LessThan(page.beforeId) }), orgId },
      order: { id: 'DESC' },
      take: page.limit,
    });
    return rows.map(toEntry);
  }

  /** Sealed entries in the order of their ids, those after `afterId`: none comes to the log before one of them any more. */
  async listSealed(
    orgId: OrgId,
    filter: AuditFilter,
    { limit, afterId }: { limit: number; afterId: number },
  ): Promise<AuditEntry[]> {
    const rows = await this.repository(orgId).find({
      where: { ...toCondition(filter), id: MoreThan(afterId), hash: Not(IsNull()), orgId },
      order: { id: 'ASC' },
      take: limit,
    });
    return rows.map(toEntry);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(AuditEntryEntity);
  }
}

function toCondition({ actor, action, target, repoId, from, to }: AuditFilter): FindOptionsWhere<AuditEntryEntity> {
  return {
    ...(actor?.type !== undefined && { actorType: actor.type as AuditEntryEntity['actorType'] }),
    ...(actor?.id !== undefined && { actorId: actor.id }),
    ...(actor?.name !== undefined && { actorName: actor.name }),
    ...(target?.type !== undefined && { targetType: target.type }),
    ...(target?.id !== undefined && { targetId: target.id }),
    ...(action !== undefined && { action }),
    ...(repoId !== undefined && { repoId }),
    ...(from && { at: MoreThanOrEqual(from) }),
    ...(to && { at: from ? Between(from, to) : LessThanOrEqual(to) }),
  };
}

function toEntry(row: AuditEntryEntity): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    actor: { type: row.actorType, id: row.actorId, name: row.actorName },
    action: row.action,
    target: { type: row.targetType, id: row.targetId },
    repoId: row.repoId,
    old: row.oldValues,
    new: row.newValues,
    address: row.address,
    requestId: row.requestId,
    clientRequestId: row.clientRequestId,
    seal: row.hash && row.personalDigest ? { hash: row.hash, personalDigest: row.personalDigest } : null,
  };
}
