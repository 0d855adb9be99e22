import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { REPORT_LEASE_SECONDS, type ReportClaim } from '../../record/forge-report/forge-report.js';

/** Due reports of all organizations, which no request reaches. */
@Injectable()
export class ForgeReportClaimsRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Claims at most so many reports that are due at `at`, and of each connection so many that are under way together. */
  claim(atMost: number, ofEach: number, at: Date, leaseSeconds = REPORT_LEASE_SECONDS): Promise<ReportClaim[]> {
    return this.source.query('SELECT org_id AS "orgId", id, lease FROM public.claim_reports($1, $2, $3, $4)', [
      atMost,
      ofEach,
      leaseSeconds,
      at,
    ]);
  }
}
