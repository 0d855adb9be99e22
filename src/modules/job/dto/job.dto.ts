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
   * imported.
   */
  done!: number;
  total!: number;
  created_at!: string;
  finished_at!: string | null;
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
});
