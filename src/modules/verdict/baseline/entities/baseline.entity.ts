import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';

/** Known findings of one tool on one branch: a row of `baselines`. */
@Entity({ name: 'baselines', schema: 'public' })
export class BaselineEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'repo_id', type: 'bigint' }) repoId!: RepoId;
  @PrimaryColumn({ type: 'text' }) branch!: string;
  @PrimaryColumn({ type: 'text' }) tool!: string;
  @Column({ type: 'integer' }) version!: number;
  @Column({ name: 'finding_count', type: 'integer' }) findingCount!: number;
  @Column({ name: 'scan_id', type: 'bigint' }) scanId!: ScanId;
  @Column({ name: 'updated_at', type: 'timestamptz' }) updatedAt!: Date;
}
