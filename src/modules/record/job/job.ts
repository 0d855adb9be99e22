import type { JobId, OrgId, RepoId } from '../../../domain/ids.js';

export const JOB_STATES = ['queued', 'running', 'done', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Work that takes longer than a request, done step by step. */
export interface Job {
  readonly orgId: OrgId;
  readonly id: JobId;
  readonly kind: string;
  /** The repository that it affects; null: the whole organization. */
  readonly repoId: RepoId | null;
  readonly state: JobState;
  /** Progress in the units of its kind. */
  readonly done: number;
  readonly total: number;
  /** Where the next step continues, as the step before left it; of a job that marked findings, at its end, `staleScans`. */
  readonly cursor: object;
  /** Steps that failed in a row. */
  readonly failures: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** Fields of a new job; without a cursor it begins at an empty one. */
export type NewJob = Pick<Job, 'kind' | 'repoId' | 'total' | 'createdBy' | 'createdAt'> & Partial<Pick<Job, 'cursor'>>;

/** Outcome of one step. */
export interface StepOutcome {
  /** Units done by this step. */
  readonly done: number;
  /** Where the next step continues; left out: where this one began. */
  readonly cursor?: object;
  /** `wait`: the next step has to wait for others; `finished`: there is none. */
  readonly next: 'step' | 'wait' | 'finished';
}

/** Does one kind of job. */
export interface JobHandler {
  readonly kind: string;
  /**
   * Takes the next step, inside a tenant transaction of its own that stores its progress, too. It takes well below a second
   * and locks nothing that requests need for longer than that.
   */
  step(job: Job): Promise<StepOutcome>;
}
