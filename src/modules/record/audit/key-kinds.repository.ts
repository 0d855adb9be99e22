import { Injectable } from '@nestjs/common';
import type { ApiKeyId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { KeyKind } from '../../../platform/tenancy/caller.js';

/** Kinds of the API keys that acted. */
@Injectable()
export class KeyKindsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** By key; those of no kind are left out. */
  async findKinds(orgId: OrgId, keys: readonly number[]): Promise<ReadonlyMap<number, KeyKind>> {
    if (keys.length === 0) return new Map();
    const rows: { id: ApiKeyId; kind: KeyKind }[] = await this.tenant
      .manager(orgId)
      .query('SELECT id, kind FROM auth.key_kinds($1, $2)', [orgId, [...new Set(keys)]]);
    return new Map(rows.map(({ id, kind }) => [id, kind]));
  }
}
