import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type ClaimedReevaluation, LEASE_SECONDS } from './reevaluation.js';

/** Waiting pull requests of all organizations, which no request reaches. */
@Injectable()
export class ReevaluationClaimsRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Claims at most so many of those that wait at `at`, and of each organization so many that are under way together. */
  claim(atMost: number, ofEach: number, at: Date, leaseSeconds = LEASE_SECONDS): Promise<ClaimedReevaluation[]> {
    return this.source.query(
      `SELECT org_id AS "orgId", repo_id AS "repoId", pr_number AS "prNumber", request, trigger,
         requested_by AS "requestedBy", attempts
       FROM public.claim_reevaluations($1, $2, $3, $4)`,
      [atMost, ofEach, leaseSeconds, at],
    );
  }
}
