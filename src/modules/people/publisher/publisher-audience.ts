import { Inject, Injectable } from '@nestjs/common';
import { audienceFor } from '../../../domain/publishing/audience.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { OrganizationReader } from '../organization/organization.reader.js';

/** Says for whom tokens of pipelines are. */
@Injectable()
export class PublisherAudience {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationReader,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** Audience of the tokens for the organization; null without `PUBLIC_URL`. */
  async find({ orgId }: Caller): Promise<string | null> {
    const { publicUrl } = this.config.server;
    if (publicUrl === null) return null;
    const { slug } = await this.tenant.run(orgId, () => this.organizations.settings(orgId));
    return audienceFor(publicUrl, slug);
  }
}
