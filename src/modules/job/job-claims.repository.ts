import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { JobId, OrgId } from '../../domain/ids.js';

/** A job that this instance may work on until its lease ends. */
export interface Claim {
  readonly orgId: OrgId;
  readonly id: JobId;
  /** Number of the claim; a later one of the same job ends it. */
  readonly claim: number;
}

/** Due jobs of all organizations, which no request reaches. */
@Injectable()
export class JobClaimsRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Claims a due job of one of these kinds, of the organization that waits longest; null when none is due. */
  async claim(kinds: readonly string[], leaseSeconds: number): Promise<Claim | null> {
    const rows = await this.source.query<Claim[]>('SELECT org_id AS "orgId", id, claim FROM public.claim_job($1, $2)', [
      kinds,
      leaseSeconds,
    ]);
    return rows[0] ?? null;
  }
}
