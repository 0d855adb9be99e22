import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { ApiKeyId, OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { ApiKeyCredential } from '../../../platform/tenancy/caller.js';
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
  | 'lineage'
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
   * @param by the person who knows the secret, the keys with which it ends, and the first end of those
   */
  async rotate(
    orgId: OrgId,
    id: ApiKeyId,
    secret: Pick<ApiKeyEntity, 'keyHash' | 'prefix'>,
    { at, previousUntil }: { readonly at: Date; readonly previousUntil: Date },
    by: { readonly userId: UserId; readonly lineage: readonly ApiKeyId[]; readonly expiresAt: Date | null },
  ): Promise<boolean> {
    const rows: { rotated: boolean }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.rotate_api_key($1, $2, $3, $4, $5, $6, $7, $8, $9) AS rotated', [
        ...[orgId, id, secret.keyHash, secret.prefix, at, previousUntil, by.userId, by.lineage, by.expiresAt],
      ]);
    return rows[0]!.rotated;
  }

  /**
   * Revokes what a revoked key made, and ends the secrets that descend from it; also what a bound caller does not see. Answers how many
   * keys were revoked with it.
   */
  async revokeMinted(orgId: OrgId, id: ApiKeyId, at: Date): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.revoke_minted_keys($1, $2, $3) AS count', [orgId, id, at]);
    return rows[0]!.count;
  }

  /**
   * Holds off the end of a secret until the transaction ends: that of its key, and of the keys that it descends from. Answers how many of
   * these work, and the first end of them and of the secret.
   */
  async holdWorking(
    orgId: OrgId,
    { apiKeyId, secret, lineage }: ApiKeyCredential,
    at: Date,
  ): Promise<{ readonly held: number; readonly expiresAt: Date | null }> {
    const rows: { held: number; expiresAt: Date | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT held, ends AS "expiresAt" FROM auth.hold_keys($1, $2, $3, $4, $5)', [
        ...[orgId, apiKeyId, lineage, secret, at],
      ]);
    return rows[0]!;
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
