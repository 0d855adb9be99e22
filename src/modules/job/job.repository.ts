import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { JobEntity } from './entities/job.entity.js';
import type { Job, JobState, NewJob } from './job.js';
import type { Claim } from './job-claims.repository.js';

/** Progress of a job after a step, or its state after a failure. */
export interface JobUpdate {
  readonly state: JobState;
  readonly done: number;
  readonly cursor: object;
  readonly failures: number;
  readonly finishedAt: Date | null;
  /** Delay until it may be claimed, or until the lease of its claim ends. */
  readonly dueInMs: number;
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

  /** Has a queued job begin after so many milliseconds. */
  async delay(orgId: OrgId, id: JobId, byMs: number): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE jobs SET due_at = now() + make_interval(secs => $3) WHERE org_id = $1 AND id = $2', [
        orgId,
        id,
        byMs / 1000,
      ]);
  }

  /** Deletes a job of this kind that has not begun. False where there is none. */
  async cancel(orgId: OrgId, kind: string): Promise<boolean> {
    const [rows]: [unknown[], number] = await this.tenant
      .manager(orgId)
      .query(`DELETE FROM jobs WHERE org_id = $1 AND kind = $2 AND state = 'queued' RETURNING id`, [orgId, kind]);
    return rows.length > 0;
  }

  /** A job whose work is done already. */
  async insertDone(orgId: OrgId, job: NewJob): Promise<JobId> {
    const { total: done, createdAt: finishedAt } = job;
    const result = await this.repository(orgId).insert({ ...job, orgId, state: 'done', done, finishedAt });
    return (result.raw as { id: JobId }[])[0]!.id;
  }

  /** The job, locked to the end of the transaction; null where the claim is not the newest one any more. */
  async lockClaimed({ orgId, id, claim }: Claim): Promise<Job | null> {
    const rows: unknown[] = await this.tenant
      .manager(orgId)
      .query(`SELECT FROM jobs WHERE org_id = $1 AND id = $2 AND claim = $3 AND state = 'running' FOR NO KEY UPDATE`, [
        orgId,
        id,
        claim,
      ]);
    return rows.length === 0 ? null : this.findJob(orgId, id);
  }

  async update(orgId: OrgId, id: JobId, { state, done, cursor, failures, finishedAt, dueInMs }: JobUpdate) {
    await this.tenant.manager(orgId).query(
      `UPDATE jobs SET state = $3, done = $4, cursor = $5, failures = $6, finished_at = $7,
         due_at = clock_timestamp() + make_interval(secs => $8)
       WHERE org_id = $1 AND id = $2`,
      [orgId, id, state, done, JSON.stringify(cursor), failures, finishedAt, dueInMs / 1000],
    );
  }

  /** Gives the claim back: the next one may come at once. */
  async release({ orgId, id, claim }: Claim): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(
        `UPDATE jobs SET due_at = least(due_at, now()) WHERE org_id = $1 AND id = $2 AND claim = $3 AND state = 'running'`,
        [orgId, id, claim],
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
