import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ForgeKind } from '../../../../domain/forge/forge-links.js';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { SourceExcerpts } from '../../../../domain/source/source-switch.js';

/** A row of `repos`, without the secret that keys its hashes: that one is read where it is needed. */
@Entity({ name: 'repos', schema: 'public' })
export class RepoEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: RepoId;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'text', array: true }) aliases!: string[];
  @Column({ name: 'default_branch', type: 'text' }) defaultBranch!: string;
  @Column({ name: 'baseline_branches', type: 'text', array: true }) baselineBranches!: string[];
  @Column({ type: 'text', nullable: true }) url!: string | null;
  @Column({ name: 'forge_kind', type: 'text', nullable: true }) forgeKind!: ForgeKind | null;
  @Column({ name: 'forge_web_url', type: 'text', nullable: true }) forgeWebUrl!: string | null;
  @Column({ name: 'source_excerpts', type: 'text' }) sourceExcerpts!: SourceExcerpts;
  @Column({ name: 'suppression_reasons', type: 'boolean' }) suppressionReasons!: boolean;
  @Column({ name: 'baseline_generation', type: 'integer' }) baselineGeneration!: number;
  @Column({ name: 'baseline_scan_id', type: 'bigint', nullable: true }) baselineScanId!: ScanId | null;
  @Column({ name: 'rebuilt_branch', type: 'text', nullable: true }) rebuiltBranch!: string | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}
