import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, ScanId } from '../../../domain/ids.js';

/** Pending scans of all organizations whose deadline has passed, which no request reaches. */
@Injectable()
export class ScanTimeoutRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Some of those without an event, the earliest deadline first. */
  findTimedOut(at: Date, atMost: number): Promise<{ orgId: OrgId; id: ScanId }[]> {
    return this.source.query('SELECT org_id AS "orgId", id FROM public.find_timed_out_scans($1, $2)', [at, atMost]);
  }
}
