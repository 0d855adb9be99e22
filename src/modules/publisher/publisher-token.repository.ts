import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Claims } from '../../domain/publishing/publisher-kinds.js';
import type { TrustedPublisher } from './trusted-publisher.js';

/** A publisher that an identity token may be of. */
export type PublisherCandidate = Pick<TrustedPublisher, 'orgId' | 'id' | 'kind' | 'claims' | 'repoId' | 'scopes'>;

/** Look-ups and marks of identity tokens before a tenant is known, through the functions of schema `auth`. */
@Injectable()
export class PublisherTokenRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Publishers of any organization, at most 50, that demand this issuer and one of these projects or none.
   *
   * @param claims claims of the token; publishers that demand no others come first
   */
  findCandidates(issuer: string, projects: readonly string[], claims: Claims): Promise<PublisherCandidate[]> {
    return this.source.query(
      `SELECT org_id AS "orgId", id, kind, claims, repo_id AS "repoId", scopes
       FROM auth.find_trusted_publishers($1, $2, $3) WHERE auth.is_open_to(org_id, NULL)`,
      [issuer, projects, JSON.stringify(claims)],
    );
  }

  /** Takes the id of a token, over all instances; false where it was taken before. */
  async useTokenId(issuer: string, id: string, endsAt: Date, at: Date): Promise<boolean> {
    const rows: { isNew: boolean }[] = await this.source.query('SELECT auth.use_token_id($1, $2, $3, $4) AS "isNew"', [
      issuer,
      id,
      endsAt,
      at,
    ]);
    return rows[0]!.isNew;
  }
}
