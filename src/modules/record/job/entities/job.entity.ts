import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobId, OrgId, RepoId } from '../../../../domain/ids.js';
import type { JobState } from '../job.js';

/** A row of `jobs`. */
@Entity({ name: 'jobs', schema: 'public' })
export class JobEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: JobId;
  @Column({ type: 'text' }) kind!: string;
  @Column({ name: 'repo_id', type: 'bigint', nullable: true }) repoId!: RepoId | null;
  @Column({ type: 'text' }) state!: JobState;
  @Column({ type: 'bigint' }) done!: number;
  @Column({ type: 'bigint' }) total!: number;
  @Column({ type: 'jsonb' }) cursor!: object;
  @Column({ type: 'integer' }) failures!: number;
  @Column({ name: 'created_by', type: 'text' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true }) finishedAt!: Date | null;
}
