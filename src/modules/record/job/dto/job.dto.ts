import type { Job, JobState } from '../job.js';

/** Work that takes longer than a request. */
export class JobDto {
  id!: number;
  /** @example "delete-repository" */
  kind!: string;
  /** The repository that it affects; null: the whole organization. */
  repo_id!: number | null;
  state!: JobState;
  /**
   * Completed units: scans when deleting a repository, repositories when deleting details of old scans, rows when
   * importing an organization, findings when marking or unmarking them.
   */
  done!: number;
  total!: number;
  created_at!: string;
  finished_at!: string | null;
  /** For a job that marked findings: scans whose verdicts are now stale. Null for other jobs, or until it is done. */
  stale_scans!: number[] | null;
}

export const toJobDto = (job: Job): JobDto => ({
  id: job.id,
  kind: job.kind,
  repo_id: job.repoId,
  state: job.state,
  done: job.done,
  total: job.total,
  created_at: job.createdAt.toISOString(),
  finished_at: job.finishedAt?.toISOString() ?? null,
  stale_scans: job.state === 'done' && 'staleScans' in job.cursor ? (job.cursor.staleScans as number[]) : null,
});
