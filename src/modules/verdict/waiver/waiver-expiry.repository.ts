import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, WaiverId } from '../../../domain/ids.js';

/** Waivers of all organizations that have reached their end, which no request reaches. */
@Injectable()
export class WaiverExpiryRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Some of those without an event, the earliest end first. */
  findExpired(at: Date, atMost: number): Promise<{ orgId: OrgId; id: WaiverId }[]> {
    return this.source.query('SELECT org_id AS "orgId", id FROM public.find_expired_waivers($1, $2)', [at, atMost]);
  }
}
