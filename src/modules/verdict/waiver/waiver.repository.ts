import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, type SelectQueryBuilder } from 'typeorm';
import type { Waiver } from '../../../domain/gate/waiver.js';
import type { OrgId, RepoId, ScanId, UserId, WaiverId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { whereNotOfClosedPull } from './closed-pull.read-model.js';
import { WaiverEntity } from './entities/waiver.entity.js';
import { joinRepo } from './repo-name.read-model.js';

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

/** Use of a waiver. */
export interface WaiverUsage {
  /** Number of evaluations that credited it. */
  readonly uses: number;
  /** Scan of the last of them; null where there is none, like the time. */
  readonly lastScanId: ScanId | null;
  readonly lastUsedAt: Date | null;
}

/** A waiver as it is listed: with its uses, and names, null where they are not known any more. */
export interface ListedWaiver extends RecordedWaiver, WaiverUsage {
  /** Null for the whole organization, too. */
  readonly repoName: string | null;
  readonly createdByName: string | null;
}

export interface WaiverFilter {
  /** Only waivers of this repository and its pull requests. */
  readonly repoId?: RepoId | undefined;
  readonly isExpiredIncluded: boolean;
  readonly isRevokedIncluded: boolean;
  /** Those that end by this time. */
  readonly endsBy?: Date | undefined;
  /** Those that were made by this time and have no use. */
  readonly unusedSince?: Date | undefined;
  /** Instant as of which a waiver counts as expired. */
  readonly at: Date;
}

/** Page of waivers: all of them without a limit, those before `beforeId` with one. */
export interface WaiverPage {
  readonly limit: number | null;
  readonly beforeId: WaiverId | null;
}

/** Columns of a `ListedWaiver`, of waiver `w` and of `JOINED_USES`. */
export const LISTED_COLUMNS = `w.id, w.rule, w.reason, w.repo_id AS "repoId", w.pr_number AS "prNumber",
  w.max_actual AS "maxActual", w.created_by_user_id AS "createdByUserId", author.name AS "createdByName",
  w.created_at AS "createdAt", w.expires_at AS "expiresAt", w.revoked_at AS "revokedAt",
  repo.name AS "repoName", used.uses, last.scan_id AS "lastScanId", last.last_used_at AS "lastUsedAt"`;

/** Joins what `LISTED_COLUMNS` take from elsewhere. */
export const JOINED_USES = `
  ${joinRepo('w')}
  LEFT JOIN LATERAL auth.find_users(ARRAY[w.created_by_user_id]) AS author ON true
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(u.uses), 0)::integer AS uses FROM waiver_uses u
    WHERE u.org_id = w.org_id AND u.waiver_id = w.id
  ) AS used
  LEFT JOIN LATERAL (
    SELECT u.scan_id, u.last_used_at FROM waiver_uses u WHERE u.org_id = w.org_id AND u.waiver_id = w.id
    ORDER BY u.last_used_at DESC, u.scan_id DESC LIMIT 1
  ) AS last ON true`;

/** Waivers with their uses; $1 is the organization. */
const LISTED = `SELECT ${LISTED_COLUMNS} FROM waivers w ${JOINED_USES} WHERE w.org_id = $1`;

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

  /** The waiver, locked to the end of the transaction; null where there is none. */
  async lock(orgId: OrgId, id: WaiverId): Promise<RecordedWaiver | null> {
    return this.repository(orgId).findOne({ where: { orgId, id }, lock: { mode: 'pessimistic_write' } });
  }

  async setExpiry(orgId: OrgId, id: WaiverId, expiresAt: Date | null): Promise<void> {
    await this.repository(orgId).update({ orgId, id }, { expiresAt });
  }

  /** False where another instance has recorded it, or the waiver's end was moved or overtaken by its revocation. */
  async recordExpiry(orgId: OrgId, id: WaiverId, at: Date): Promise<boolean> {
    const recorded = await this.repository(orgId).update(
      { orgId, id, revokedAt: IsNull(), expiresAt: LessThanOrEqual(at), isExpiryRecorded: false },
      { isExpiryRecorded: true },
    );
    return recorded.affected === 1;
  }

  async findListed(orgId: OrgId, id: WaiverId): Promise<ListedWaiver | null> {
    const rows: ListedWaiver[] = await this.tenant.manager(orgId).query(`${LISTED} AND w.id = $2`, [orgId, id]);
    return rows[0] ?? null;
  }

  /** Newest first. */
  listWaivers(orgId: OrgId, filter: WaiverFilter, { limit, beforeId }: WaiverPage): Promise<ListedWaiver[]> {
    const { repoId, isExpiredIncluded, isRevokedIncluded, endsBy, unusedSince, at } = filter;
    return this.tenant.manager(orgId).query(
      `${LISTED}
         AND ($2::bigint IS NULL OR w.repo_id = $2)
         AND ($3::boolean OR w.revoked_at IS NULL)
         AND ($4::boolean OR w.expires_at IS NULL OR w.expires_at > $5)
         AND ($6::timestamptz IS NULL OR w.expires_at <= $6)
         AND ($7::timestamptz IS NULL OR w.created_at <= $7 AND last.scan_id IS NULL)
         AND ($8::bigint IS NULL OR w.id < $8)
       ORDER BY w.id DESC LIMIT $9`,
      [
        ...[orgId, repoId ?? null, isRevokedIncluded, isExpiredIncluded, at],
        ...[endsBy ?? null, unusedSince ?? null, beforeId, limit],
      ],
    );
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
    whereNotOfClosedPull(query);
    whereUnexpired(query, situation.at);
    return query.getMany();
  }

  listOfPulls(
    orgId: OrgId,
    { repoId, numbers, at }: { readonly repoId: RepoId; readonly numbers: readonly number[]; readonly at: Date },
  ): Promise<RecordedWaiver[]> {
    const query = this.select(orgId)
      .andWhere('waiver.revokedAt IS NULL AND waiver.repoId = :repoId AND waiver.prNumber = ANY (:numbers)')
      .setParameters({ repoId, numbers })
      .orderBy('waiver.id');
    whereNotOfClosedPull(query);
    whereUnexpired(query, at);
    return query.getMany();
  }

  listAllInForce(orgId: OrgId, at: Date): Promise<RecordedWaiver[]> {
    const query = this.select(orgId).andWhere('waiver.revokedAt IS NULL').orderBy('waiver.id');
    whereNotOfClosedPull(query);
    whereUnexpired(query, at);
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
