import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClassificationOverrides } from '../../../../domain/findings/classify/overrides.js';
import type { RepoPolicy, ToolConsequence, UntestedFiles } from '../../../../domain/gate/organization-switches.js';
import type { OrgId } from '../../../../domain/ids.js';
import type { PendingRetention } from '../../../../domain/retention/pending-retention.js';

/** A row of `organizations`. */
@Entity({ name: 'organizations', schema: 'public' })
export class OrganizationEntity {
  @PrimaryColumn({ type: 'bigint' }) id!: OrgId;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) slug!: string;
  @Column({ name: 'waiver_max_days', type: 'integer', nullable: true }) waiverMaxDays!: number | null;
  @Column({ name: 'max_key_days', type: 'integer', nullable: true }) maxKeyDays!: number | null;
  @Column({ name: 'require_second_factor', type: 'boolean' }) requireSecondFactor!: boolean;
  @Column({ name: 'verified_domains', type: 'text', array: true }) verifiedDomains!: string[];
  @Column({ name: 'sso_groups', type: 'text', array: true }) ssoGroups!: string[];
  @Column({ name: 'coverage_gap_medium_pct', type: 'double precision' }) coverageGapMediumPct!: number;
  @Column({ name: 'coverage_gap_high_pct', type: 'double precision' }) coverageGapHighPct!: number;
  @Column({ name: 'classification_overrides', type: 'jsonb' }) classificationOverrides!: ClassificationOverrides;
  @Column({ name: 'repo_policy', type: 'text' }) repoPolicy!: RepoPolicy;
  @Column({ name: 'untested_files', type: 'text' }) untestedFiles!: UntestedFiles;
  @Column({ name: 'tolerate_inherited', type: 'boolean' }) tolerateInherited!: boolean;
  @Column({ name: 'on_tool_failure', type: 'text' }) onToolFailure!: ToolConsequence;
  @Column({ name: 'on_missing_tool', type: 'text' }) onMissingTool!: ToolConsequence;
  @Column({ name: 'reevaluate_on_change', type: 'boolean' }) reevaluateOnChange!: boolean;
  @Column({ name: 'stale_after_days', type: 'integer' }) staleAfterDays!: number;
  @Column({ name: 'retention_change_details_days', type: 'double precision' }) changeDetailsDays!: number;
  @Column({ name: 'retention_branch_scans', type: 'integer' }) branchScans!: number;
  @Column({ name: 'retention_branch_daily_days', type: 'double precision' }) branchDailyDays!: number;
  @Column({ name: 'retention_pending', type: 'jsonb', nullable: true }) pendingRetention!: PendingRetention | null;
  @Column({ name: 'retention_due_at', type: 'timestamptz' }) retentionDueAt!: Date;
  @Column({ name: 'switches_revision', type: 'integer' }) switchesRevision!: number;
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true }) deletedAt!: Date | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}
