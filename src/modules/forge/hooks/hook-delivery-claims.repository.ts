import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type HookClaim, LEASE_SECONDS } from './hook-delivery.js';

/** Received deliveries of all organizations, which no request reaches. */
@Injectable()
export class HookDeliveryClaimsRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Claims at most so many deliveries that are due at `at`: of each connection the oldest one. */
  claim(atMost: number, at: Date): Promise<HookClaim[]> {
    return this.source.query('SELECT org_id AS "orgId", id, lease FROM public.claim_hook_deliveries($1, $2, $3)', [
      atMost,
      LEASE_SECONDS,
      at,
    ]);
  }
}
