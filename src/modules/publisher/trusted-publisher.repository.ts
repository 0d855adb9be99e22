import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { OrgId, TrustedPublisherId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { TrustedPublisherEntity } from './entities/trusted-publisher.entity.js';
import type { TrustedPublisher } from './trusted-publisher.js';

export type NewPublisher = Omit<TrustedPublisherEntity, 'orgId' | 'id'>;

@Injectable()
export class TrustedPublisherRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, publisher: NewPublisher): Promise<TrustedPublisherId> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...publisher, orgId })
      .returning('id')
      .execute();
    return (result.raw as { id: TrustedPublisherId }[])[0]!.id;
  }

  findPublisher(orgId: OrgId, id: TrustedPublisherId): Promise<TrustedPublisher | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  /** Newest first, those before `beforeId`. */
  listPublishers(
    orgId: OrgId,
    page: { limit: number; beforeId: TrustedPublisherId | null },
  ): Promise<TrustedPublisher[]> {
    return this.repository(orgId).find({
      where: { orgId, ...(page.beforeId !== null && { id: LessThan(page.beforeId) }) },
      order: { id: 'DESC' },
      take: page.limit,
    });
  }

  async delete(orgId: OrgId, id: TrustedPublisherId): Promise<void> {
    await this.repository(orgId).delete({ orgId, id });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(TrustedPublisherEntity);
  }
}
