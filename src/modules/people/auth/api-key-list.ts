import { Injectable } from '@nestjs/common';
import type { ApiKeyId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { QuotaReader } from '../quota/quota.reader.js';
import { type ApiKey, ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyUsage } from './credentials/api-key-usage.js';

/** Lists and counts the organization's API keys. */
@Injectable()
export class ApiKeyList {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly keys: ApiKeyRepository,
    private readonly usage: ApiKeyUsage,
    quotas: QuotaReader,
  ) {
    quotas.countBy('api_keys', (orgId) => keys.countApiKeys(orgId, tenant.now()));
  }

  async listApiKeys(caller: Caller, page: { limit: number; beforeId: ApiKeyId | null }): Promise<Page<ApiKey>> {
    await this.usage.flush();
    const rows = await this.tenant.run(caller.orgId, () =>
      this.keys.listApiKeys(caller.orgId, { ...page, limit: page.limit + 1 }),
    );
    return toPage(rows, page.limit, (key) => [key.id]);
  }
}
