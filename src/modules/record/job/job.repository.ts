import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { JobEntity } from './entities/job.entity.js';
import type { Job, JobState, NewJob } from './job.js';

/** Progress of a job after a step, or its state after a failure. */
export interface JobUpdate {
  readonly state: JobState;
  readonly done: number;
  readonly cursor: object;
  readonly failures: number;
  readonly finishedAt: Date | null;
}

@Injectable()
export class JobRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findJob(orgId: OrgId, id: JobId): Promise<Job | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  /** Null when the organization has such a job that is not finished yet. */
  async insertUnlessQueued(orgId: OrgId, job: NewJob): Promise<JobId | null> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...job, orgId, state: 'queued' })
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as { id: JobId }[])[0]?.id ?? null;
  }

  /** Deletes a job of this kind that has not begun, and answers its id; null where there is none. */
  async cancel(orgId: OrgId, kind: string): Promise<JobId | null> {
    const [rows]: [{ id: JobId }[], number] = await this.tenant
      .manager(orgId)
      .query(`DELETE FROM jobs WHERE org_id = $1 AND kind = $2 AND state = 'queued' RETURNING id`, [orgId, kind]);
    return rows[0]?.id ?? null;
  }

  /** A job whose work is done already. */
  async insertDone(orgId: OrgId, job: NewJob): Promise<JobId> {
    const { total: done, createdAt: finishedAt } = job;
    const result = await this.repository(orgId).insert({ ...job, orgId, state: 'done', done, finishedAt });
    return (result.raw as { id: JobId }[])[0]!.id;
  }

  /** The job, locked to the end of the transaction; null where it has ended. */
  async lockUnfinished(orgId: OrgId, id: JobId): Promise<Job | null> {
    const rows: unknown[] = await this.tenant
      .manager(orgId)
      .query(`SELECT FROM jobs WHERE org_id = $1 AND id = $2 AND state IN ('queued', 'running') FOR NO KEY UPDATE`, [
        orgId,
        id,
      ]);
    return rows.length === 0 ? null : this.findJob(orgId, id);
  }

  async update(orgId: OrgId, id: JobId, { state, done, cursor, failures, finishedAt }: JobUpdate): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(
        `UPDATE jobs SET state = $3, done = $4, cursor = $5, failures = $6, finished_at = $7 WHERE org_id = $1 AND id = $2`,
        [orgId, id, state, done, JSON.stringify(cursor), failures, finishedAt],
      );
  }

  /** Deletes jobs that ended before that time. */
  async deleteFinished(orgId: OrgId, before: Date): Promise<void> {
    await this.tenant.manager(orgId).query('DELETE FROM jobs WHERE org_id = $1 AND finished_at < $2', [orgId, before]);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(JobEntity);
  }
}
