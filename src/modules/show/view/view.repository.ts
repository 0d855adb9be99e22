import { Injectable } from '@nestjs/common';
import type { OrgId, UserId, ViewId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Pages with views. */
export const VIEW_PAGES = ['overview', 'findings', 'pull-requests', 'history', 'waivers', 'audit'] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

/** Fields of a view that its owner chooses. */
export interface ViewFields {
  readonly page: ViewPage;
  readonly name: string;
  readonly query: string;
  readonly isShared: boolean;
}

/** A filter of a list that a person saved under a name. */
export interface View extends ViewFields {
  readonly id: ViewId;
  readonly userId: UserId;
}

const COLUMNS = 'id, user_id AS "userId", page, name, query, is_shared AS "isShared"';

@Injectable()
export class ViewRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Those of the person and shared ones, in the order of their ids, those after `afterId`. */
  listViews(
    orgId: OrgId,
    userId: UserId,
    {
      page,
      limit,
      afterId,
    }: { readonly page: ViewPage | null; readonly limit: number; readonly afterId: ViewId | null },
  ): Promise<View[]> {
    return this.tenant.manager(orgId).query(
      `SELECT ${COLUMNS} FROM views WHERE org_id = $1 AND (user_id = $2 OR is_shared)
         AND ($3::text IS NULL OR page = $3) AND ($4::bigint IS NULL OR id > $4) ORDER BY id LIMIT $5`,
      [orgId, userId, page, afterId, limit],
    );
  }

  /** Null where the person sees no such view. Locked to the end of the transaction. */
  async lockView(orgId: OrgId, userId: UserId, id: ViewId): Promise<View | null> {
    const rows: View[] = await this.tenant
      .manager(orgId)
      .query(`SELECT ${COLUMNS} FROM views WHERE org_id = $1 AND id = $3 AND (user_id = $2 OR is_shared) FOR UPDATE`, [
        orgId,
        userId,
        id,
      ]);
    return rows[0] ?? null;
  }

  async countOf(orgId: OrgId, userId: UserId): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT count(*) AS count FROM views WHERE org_id = $1 AND user_id = $2', [orgId, userId]);
    return rows[0]!.count;
  }

  async insert(orgId: OrgId, userId: UserId, { page, name, query, isShared }: ViewFields): Promise<ViewId> {
    const rows: { id: ViewId }[] = await this.tenant
      .manager(orgId)
      .query(
        'INSERT INTO views (org_id, user_id, page, name, query, is_shared) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id',
        [orgId, userId, page, name, query, isShared],
      );
    return rows[0]!.id;
  }

  async update(orgId: OrgId, id: ViewId, { name, query, isShared }: ViewFields): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE views SET name = $3, query = $4, is_shared = $5 WHERE org_id = $1 AND id = $2', [
        ...[orgId, id, name, query, isShared],
      ]);
  }

  async delete(orgId: OrgId, id: ViewId): Promise<void> {
    await this.tenant.manager(orgId).query('DELETE FROM views WHERE org_id = $1 AND id = $2', [orgId, id]);
  }
}
