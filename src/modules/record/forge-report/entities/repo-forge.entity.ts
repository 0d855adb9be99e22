import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ForgeId, OrgId, RepoId } from '../../../../domain/ids.js';
import type { ReportOptions, Surface } from '../../../../domain/reporting/report-facts.js';

/** A row of `repo_forges`. */
@Entity({ name: 'repo_forges', schema: 'public' })
export class RepoForgeEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'repo_id', type: 'bigint' }) repoId!: RepoId;
  @Column({ name: 'forge_id', type: 'bigint', nullable: true }) forgeId!: ForgeId | null;
  @Column({ type: 'text', nullable: true }) project!: string | null;
  @Column({ name: 'project_id', type: 'text', nullable: true }) projectId!: string | null;
  @Column({ type: 'text', nullable: true }) context!: string | null;
  @Column({ type: 'jsonb' }) report!: Partial<ReportOptions>;
  @Column({ type: 'text', array: true, nullable: true }) surfaces!: Surface[] | null;
  @Column({ name: 'is_guessed', type: 'boolean' }) isGuessed!: boolean;
}
