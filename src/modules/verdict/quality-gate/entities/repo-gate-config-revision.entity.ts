import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NamedRules } from '../../../../domain/gate/repo-config.js';
import type { OrgId, RepoId } from '../../../../domain/ids.js';

/** A row of `repo_gate_config_revisions`: the newest of a repository is in force, all are kept for ever. */
@Entity({ name: 'repo_gate_config_revisions', schema: 'public' })
export class RepoGateConfigRevisionEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'repo_id', type: 'bigint' }) repoId!: RepoId;
  @PrimaryColumn({ type: 'integer' }) revision!: number;
  @Column({ name: 'is_removed', type: 'boolean' }) isRemoved!: boolean;
  @Column({ type: 'boolean', nullable: true }) enabled!: boolean | null;
  @Column({ name: 'block_merge_on_fail', type: 'boolean', nullable: true }) blockMergeOnFail!: boolean | null;
  @Column({ name: 'applies_to_new_code_only', type: 'boolean', nullable: true }) appliesToNewCodeOnly!: boolean | null;
  @Column({ type: 'jsonb' }) rules!: NamedRules;
  @Column({ name: 'saved_by', type: 'text' }) savedBy!: string;
  @Column({ name: 'saved_at', type: 'timestamptz' }) savedAt!: Date;
}
