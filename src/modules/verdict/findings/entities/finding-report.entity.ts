import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrgId, ScanId } from '../../../../domain/ids.js';
import type { FindingReport } from '../finding-report.js';

/** A row of `finding_reports`. */
@Entity({ name: 'finding_reports', schema: 'public' })
export class FindingReportEntity implements FindingReport {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'scan_id', type: 'bigint' }) scanId!: ScanId;
  @PrimaryColumn({ type: 'text' }) tool!: string;
  @Column({ name: 'tool_version', type: 'text', nullable: true }) toolVersion!: string | null;
  @Column({ type: 'text' }) state!: FindingReport['state'];
  @Column({ type: 'bytea', nullable: true }) digest!: Buffer | null;
  @Column({ name: 'config_digest', type: 'text', nullable: true }) configDigest!: string | null;
  @Column({ type: 'text' }) format!: FindingReport['format'];
  @Column({ name: 'finding_count', type: 'integer' }) findingCount!: number;
  @Column({ type: 'integer', nullable: true }) rejected!: number | null;
  @Column({ name: 'tables_version', type: 'smallint' }) tablesVersion!: number;
  @Column({ name: 'uploaded_at', type: 'timestamptz' }) uploadedAt!: Date;
  @Column({ name: 'path_places', type: 'jsonb', nullable: true }) placing!: FindingReport['placing'];
  @Column({ name: 'stored_bytes', type: 'bigint' }) storedBytes!: number;
  @Column({ name: 'duplication_pct', type: 'double precision', nullable: true }) duplicationPct!: number | null;
  @Column({ name: 'duplicated_lines', type: 'bigint', nullable: true }) duplicatedLines!: number | null;
  @Column({ name: 'lines_of_code', type: 'bigint', nullable: true }) linesOfCode!: number | null;
  @Column({ name: 'matched_against', type: 'text' }) matchedAgainst!: string;
  @Column({ name: 'fixed_count', type: 'integer' }) fixedCount!: number;
  @Column({ type: 'text', nullable: true }) tracking!: FindingReport['tracking'];
}
