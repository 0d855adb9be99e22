import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { ApiKeyId, OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';

/** An API key without its secret. */
export type ApiKey = Omit<ApiKeyEntity, 'keyHash'>;

export type NewApiKey = Pick<
  ApiKeyEntity,
  | 'name'
  | 'prefix'
  | 'keyHash'
  | 'role'
  | 'scopes'
  | 'repoIds'
  | 'mayWriteBaseline'
  | 'kind'
  | 'createdByUserId'
  | 'mintedBy'
  | 'createdAt'
  | 'expiresAt'
>;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, key: NewApiKey): Promise<ApiKeyId> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...key, orgId })
      .returning('id')
      .execute();
    return (result.raw as { id: ApiKeyId }[])[0]!.id;
  }

  findApiKey(orgId: OrgId, id: ApiKeyId): Promise<ApiKey | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  /** Keys that work at that time, also those that a bound key does not see. */
  async countApiKeys(orgId: OrgId, at: Date): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.count_api_keys($1, $2) AS count', [orgId, at]);
    return rows[0]!.count;
  }

  /** Newest first, those before `beforeId`, revoked and expired ones too. */
  listApiKeys(orgId: OrgId, page: { limit: number; beforeId: ApiKeyId | null }): Promise<ApiKey[]> {
    return this.repository(orgId).find({
      where: { orgId, ...(page.beforeId !== null && { id: LessThan(page.beforeId) }) },
      order: { id: 'DESC' },
      take: page.limit,
    });
  }

  /** Revokes the key; false when it was revoked before. */
  async revoke(orgId: OrgId, id: ApiKeyId, at: Date): Promise<boolean> {
    const { affected } = await this.repository(orgId)
      .createQueryBuilder()
      .update()
      .set({ revokedAt: at })
      .where('org_id = :orgId AND id = :id AND revoked_at IS NULL', { orgId, id })
      .execute();
    return affected === 1;
  }

  /**
   * Stores another secret, and lets the one before work until `previousUntil`. False where the key has ended, or the secret before
   * its own still works.
   *
   * @param by the key that is shown the secret; null for a person
   */
  async rotate(
    orgId: OrgId,
    id: ApiKeyId,
    secret: Pick<ApiKeyEntity, 'keyHash' | 'prefix'>,
    { at, previousUntil, by }: { readonly at: Date; readonly previousUntil: Date; readonly by: ApiKeyId | null },
  ): Promise<boolean> {
    const rows: { rotated: boolean }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.rotate_api_key($1, $2, $3, $4, $5, $6, $7) AS rotated', [
        ...[orgId, id, secret.keyHash, secret.prefix, at, previousUntil, by],
      ]);
    return rows[0]!.rotated;
  }

  /** Revokes what the key made, and what that made; also what a bound caller does not see. Answers how many keys ended. */
  async revokeMinted(orgId: OrgId, id: ApiKeyId, at: Date): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.revoke_minted_keys($1, $2, $3) AS count', [orgId, id, at]);
    return rows[0]!.count;
  }

  /** Holds off the revocation of a key until the transaction ends; null when it does not work any more. */
  async lockWorking(orgId: OrgId, id: ApiKeyId, at: Date): Promise<Pick<ApiKey, 'expiresAt'> | null> {
    const rows: { expiresAt: Date | null }[] = await this.tenant.manager(orgId).query(
      `SELECT expires_at AS "expiresAt" FROM auth.api_keys
       WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3) FOR SHARE`,
      [orgId, id, at],
    );
    return rows[0] ?? null;
  }

  /** Holds off the end of a membership until the transaction ends; false where there is none. */
  async lockMembership(orgId: OrgId, userId: UserId): Promise<boolean> {
    const rows: { held: boolean }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.hold_membership($1, $2) AS held', [orgId, userId]);
    return rows[0]!.held;
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(ApiKeyEntity);
  }
}
