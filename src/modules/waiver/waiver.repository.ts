import { Injectable } from '@nestjs/common';
import { IsNull, type SelectQueryBuilder } from 'typeorm';
import type { Waiver } from '../../domain/gate/waiver.js';
import type { OrgId, RepoId, UserId, WaiverId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { WaiverEntity } from './entities/waiver.entity.js';

/** A waiver with what the gate does not ask about: why, and by whom. */
export interface RecordedWaiver extends Waiver {
  readonly reason: string;
  readonly createdByUserId: UserId | null;
}

/** Fields of a new waiver. */
export type NewWaiver = Pick<
  WaiverEntity,
  'rule' | 'reason' | 'repoId' | 'prNumber' | 'maxActual' | 'createdByUserId' | 'createdBy' | 'createdAt' | 'expiresAt'
>;

export interface WaiverFilter {
  /** The waivers of this repository and of its pull requests. */
  readonly repoId?: RepoId | undefined;
  readonly isExpiredIncluded: boolean;
  readonly isRevokedIncluded: boolean;
  /** Instant as of which a waiver counts as expired. */
  readonly at: Date;
}

@Injectable()
export class WaiverRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, waiver: NewWaiver): Promise<RecordedWaiver> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...waiver, orgId })
      .returning('id')
      .execute();
    // Read from the raw result, as TypeORM makes the entity's generated bigint a text.
    const [{ id }] = result.raw as [{ id: WaiverId }];
    return { ...waiver, id, revokedAt: null };
  }

  async findWaiver(orgId: OrgId, id: WaiverId): Promise<RecordedWaiver | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  /** False when there was nothing to do: revoked before, or no such waiver. */
  async revokeUnlessRevoked(orgId: OrgId, id: WaiverId, revocation: { by: string; at: Date }): Promise<boolean> {
    const result = await this.repository(orgId).update(
      { orgId, id, revokedAt: IsNull() },
      { revokedAt: revocation.at, revokedBy: revocation.by },
    );
    return result.affected === 1;
  }

  /** Newest first, those before `beforeId`; all of them without a limit. */
  listWaivers(
    orgId: OrgId,
    filter: WaiverFilter,
    page: { limit: number | null; beforeId: WaiverId | null },
  ): Promise<RecordedWaiver[]> {
    const query = this.select(orgId).orderBy('waiver.id', 'DESC');
    if (filter.repoId !== undefined) query.andWhere('waiver.repoId = :repoId', { repoId: filter.repoId });
    if (!filter.isRevokedIncluded) query.andWhere('waiver.revokedAt IS NULL');
    if (!filter.isExpiredIncluded) whereUnexpired(query, filter.at);
    if (page.beforeId !== null) query.andWhere('waiver.id < :beforeId', { beforeId: page.beforeId });
    if (page.limit !== null) query.limit(page.limit);
    return query.getMany();
  }

  /** In force at `at` and reaching this repository, and this pull request where there is one. */
  listInForce(
    orgId: OrgId,
    situation: { repoId: RepoId; prNumber: number | null; at: Date },
  ): Promise<RecordedWaiver[]> {
    const query = this.select(orgId)
      .andWhere('waiver.revokedAt IS NULL')
      .andWhere('(waiver.repoId IS NULL OR waiver.repoId = :repoId)', { repoId: situation.repoId })
      .andWhere('(waiver.prNumber IS NULL OR waiver.prNumber = :prNumber)', { prNumber: situation.prNumber })
      .orderBy('waiver.id');
    whereUnexpired(query, situation.at);
    return query.getMany();
  }

  private select(orgId: OrgId): SelectQueryBuilder<WaiverEntity> {
    return this.repository(orgId).createQueryBuilder('waiver').where('waiver.orgId = :orgId', { orgId });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(WaiverEntity);
  }
}

/** As `isExpired` of domain/gate/waiver.ts: the instant of expiry itself is not covered. */
function whereUnexpired(query: SelectQueryBuilder<WaiverEntity>, at: Date): void {
  query.andWhere('(waiver.expiresAt IS NULL OR waiver.expiresAt > :at)', { at });
}
