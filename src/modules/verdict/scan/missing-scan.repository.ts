import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, RepoId } from '../../../domain/ids.js';

/** Repositories of all organizations whose scans are to be looked for, which no request reaches. */
@Injectable()
export class MissingScanRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Some of them, the earliest due first. */
  findDue(at: Date, atMost: number): Promise<{ orgId: OrgId; id: RepoId }[]> {
    return this.source.query('SELECT org_id AS "orgId", id FROM public.find_repos_to_look_at($1, $2)', [at, atMost]);
  }
}
