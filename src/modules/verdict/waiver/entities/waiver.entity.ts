import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Threshold } from '../../../../domain/gate/exact-value.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import type { OrgId, RepoId, UserId, WaiverId } from '../../../../domain/ids.js';

/** A row of `waivers`. Nothing of it changes but its end and its revocation. */
@Entity({ name: 'waivers', schema: 'public' })
export class WaiverEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: WaiverId;
  @Column({ type: 'text' }) rule!: RuleName;
  @Column({ type: 'text' }) reason!: string;
  @Column({ name: 'repo_id', type: 'bigint', nullable: true }) repoId!: RepoId | null;
  @Column({ name: 'pr_number', type: 'bigint', nullable: true }) prNumber!: number | null;
  @Column({ name: 'max_actual', type: 'jsonb', nullable: true }) maxActual!: Threshold | null;
  @Column({ name: 'created_by_user_id', type: 'bigint', nullable: true }) createdByUserId!: UserId | null;
  @Column({ name: 'created_by', type: 'text' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true }) expiresAt!: Date | null;
  // not read with each waiver: it only keeps the event of its end from being recorded twice
  @Column({ name: 'is_expiry_recorded', type: 'boolean', select: false }) isExpiryRecorded!: boolean;
  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true }) revokedAt!: Date | null;
  @Column({ name: 'revoked_by', type: 'text', nullable: true }) revokedBy!: string | null;
}
