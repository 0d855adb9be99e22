import type { Job, JobState } from '../job.js';

/** Work that takes longer than a request. */
export class JobDto {
  id!: number;
  /** @example "delete-repository" */
  kind!: string;
  /** The repository that it is about; null: the whole organization. */
  repo_id!: number | null;
  state!: JobState;
  /**
   * Units done: scans where a repository is deleted, repositories where details of old scans are, rows where an organization is
   * imported, findings where they are marked or their marks are taken back.
   */
  done!: number;
  total!: number;
  created_at!: string;
  finished_at!: string | null;
  /** Scans whose verdicts are stale now, of a job that marked findings; null for others, and until it is done. */
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
