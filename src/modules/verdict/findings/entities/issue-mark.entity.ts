import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { IssueId, OrgId, RepoId, ScanId } from '../../../../domain/ids.js';

/** A problem that a user called a false positive: a row of `issue_marks`. */
@Entity({ name: 'issue_marks', schema: 'public' })
export class IssueMarkEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'issue_id', type: 'bigint' }) issueId!: IssueId;
  @Column({ name: 'repo_id', type: 'bigint' }) repoId!: RepoId;
  @Column({ type: 'text' }) tool!: string;
  @Column({ type: 'text' }) reason!: string;
  @Column({ type: 'bytea' }) features!: Buffer;
  /** Hashes of the flagged lines that it was made or confirmed for; null for a mark of a version before. */
  @Column({ type: 'text', array: true, nullable: true }) lines!: string[] | null;
  @Column({ name: 'first_seen_scan_id', type: 'bigint' }) firstSeenScanId!: ScanId;
  @Column({ name: 'marked_by', type: 'text' }) markedBy!: string;
  @Column({ name: 'marked_at', type: 'timestamptz' }) markedAt!: Date;
}
