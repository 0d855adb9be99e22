import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Claims } from '../../../domain/publishing/publisher-kinds.js';
import { Clock } from '../../../platform/time/clock.js';
import type { TrustedPublisher } from './trusted-publisher.js';

/** A publisher that an identity token may be of. */
export interface PublisherCandidate extends Pick<
  TrustedPublisher,
  'orgId' | 'id' | 'kind' | 'claims' | 'repoId' | 'scopes' | 'proof'
> {
  /** Short name of its organization. */
  readonly slug: string;
  /** True where no other organization trusts the same project. */
  readonly isAlone: boolean;
}

/** The organization whose publishers are meant; both null: that of whichever has some. */
export interface NamedOrganization {
  readonly orgId: number | null;
  readonly slug: string | null;
}

/** Look-ups and marks of identity tokens before a tenant is known, through the functions of schema `auth`. */
@Injectable()
export class PublisherTokenRepository {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishers that demand this issuer and one of these projects or none: of each organization at most 50.
   *
   * @param claims claims of the token; publishers that demand no others come first
   */
  findCandidates(
    issuer: string,
    projects: readonly string[],
    claims: Claims,
    { orgId, slug }: NamedOrganization,
  ): Promise<PublisherCandidate[]> {
    return this.source.query(
      `SELECT org_id AS "orgId", slug, id, kind, claims, repo_id AS "repoId", scopes, proof, is_alone AS "isAlone"
       FROM auth.find_publishers($1, $2, $3, $4, $5)`,
      [issuer, projects, JSON.stringify(claims), orgId, slug],
    );
  }

  /** Takes the id of a token, over all instances; false where it was taken before. */
  async useTokenId(issuer: string, id: string, endsAt: Date): Promise<boolean> {
    const rows: { isNew: boolean }[] = await this.source.query('SELECT auth.use_token_id($1, $2, $3, $4) AS "isNew"', [
      issuer,
      id,
      endsAt,
      this.clock.now(),
    ]);
    return rows[0]!.isNew;
  }
}
