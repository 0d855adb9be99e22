import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { OrgId, TrustedPublisherId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ProjectProofEntity } from './entities/project-proof.entity.js';
import { TrustedPublisherEntity } from './entities/trusted-publisher.entity.js';
import type { TrustedPublisher } from './trusted-publisher.js';

export type NewPublisher = Omit<
  TrustedPublisherEntity,
  'orgId' | 'id' | 'proof' | 'isDisabled' | 'contestedAt' | 'lastExchangedAt' | 'lastExchangedFrom'
>;

/** A publisher of another organization that trusts the same project. */
export interface ContestedPublisher {
  readonly orgId: OrgId;
  readonly id: TrustedPublisherId;
}

/** SQL of the project that a row demands; empty for one that demands none. */
const projectOf = (row: string): string =>
  `coalesce(${row}.claims ->> 'repository_id', ${row}.claims ->> 'project_id', '')`;

/** $1 organization, $2 publisher: those of the organization that demand the same project. */
const PROVE = `
  UPDATE trusted_publishers p SET proof = 'exchange' FROM trusted_publishers one
  WHERE one.org_id = $1 AND one.id = $2 AND p.org_id = $1 AND p.issuer = one.issuer
    AND ${projectOf('p')} = ${projectOf('one')} AND (${projectOf('one')} <> '' OR p.claims = one.claims)
    AND (p.proof IS NULL OR p.proof = 'first')
  RETURNING p.id`;

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

  count(orgId: OrgId): Promise<number> {
    return this.repository(orgId).countBy({ orgId });
  }

  /**
   * Has a publisher count: with the proof that its organization has of the project, or as the first to trust it. Answers
   * publishers of others to whom that is to be reported, at most once a day.
   */
  claim(orgId: OrgId, id: TrustedPublisherId, at: Date): Promise<ContestedPublisher[]> {
    return this.tenant.manager(orgId).query('SELECT org_id AS "orgId", id FROM auth.claim_project($1, $2)', [id, at]);
  }

  /** Stores time and address of an exchange. */
  async recordExchange(orgId: OrgId, id: TrustedPublisherId, at: Date, address: string | null): Promise<void> {
    await this.repository(orgId).update({ orgId, id }, { lastExchangedAt: at, lastExchangedFrom: address });
  }

  /** An identity token was for the organization: that proves all publishers of its project. False where they were proven. */
  async prove(orgId: OrgId, id: TrustedPublisherId): Promise<boolean> {
    const [proven]: [unknown[], number] = await this.tenant.manager(orgId).query(PROVE, [orgId, id]);
    return proven.length > 0;
  }

  /** A connection may write to a project, which counts as long as the connection is there. */
  async saveProof(proof: ProjectProofEntity): Promise<void> {
    await this.tenant
      .manager(proof.orgId)
      .getRepository(ProjectProofEntity)
      .upsert(proof, ['orgId', 'issuer', 'projectId']);
  }

  /** Publishers of a project that no connection has proven. */
  async listWithoutProof(orgId: OrgId, issuer: string, projectId: string): Promise<TrustedPublisherId[]> {
    const rows: { id: TrustedPublisherId }[] = await this.tenant.manager(orgId).query(
      `SELECT p.id FROM trusted_publishers p WHERE p.org_id = $1 AND p.issuer = $2 AND ${projectOf('p')} = $3
         AND NOT p.is_disabled AND p.proof IS DISTINCT FROM 'forge' ORDER BY p.id`,
      [orgId, issuer, projectId],
    );
    return rows.map(({ id }) => id);
  }

  async setDisabled(orgId: OrgId, id: TrustedPublisherId, isDisabled: boolean): Promise<void> {
    await this.repository(orgId).update({ orgId, id }, { isDisabled });
  }

  /** Disables the publishers that a person or a key of theirs made, and answers those that were enabled. */
  async disableOfMaker(orgId: OrgId, userId: UserId): Promise<Pick<TrustedPublisher, 'id' | 'repoId'>[]> {
    const [disabled]: [Pick<TrustedPublisher, 'id' | 'repoId'>[], number] = await this.tenant.manager(orgId).query(
      `UPDATE trusted_publishers SET is_disabled = true WHERE org_id = $1 AND created_by_user_id = $2 AND NOT is_disabled
         RETURNING id, repo_id AS "repoId"`,
      [orgId, userId],
    );
    return disabled;
  }

  async delete(orgId: OrgId, id: TrustedPublisherId): Promise<void> {
    await this.repository(orgId).delete({ orgId, id });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(TrustedPublisherEntity);
  }
}
