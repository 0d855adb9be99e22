import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrgId, RepoId, UserId, WebhookId } from '../../../../domain/ids.js';
import type { DisabledReason } from '../../../../domain/reporting/endpoint-health.js';
import type { WebhookFormat } from '../webhook.js';

/** A row of `webhooks`. */
@Entity({ name: 'webhooks', schema: 'public' })
export class WebhookEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: WebhookId;
  @Column({ type: 'text' }) url!: string;
  @Column({ type: 'text', nullable: true }) description!: string | null;
  @Column({ type: 'text' }) format!: WebhookFormat;
  @Column({ type: 'text', array: true }) events!: string[];
  @Column({ name: 'repo_ids', type: 'bigint', array: true, nullable: true }) repoIds!: RepoId[] | null;
  @Column({ type: 'bytea', nullable: true }) headers!: Buffer | null;
  @Column({ name: 'header_names', type: 'text', array: true }) headerNames!: string[];
  @Column({ type: 'bytea', nullable: true }) secret!: Buffer | null;
  @Column({ name: 'previous_secret', type: 'bytea', nullable: true }) previousSecret!: Buffer | null;
  @Column({ name: 'previous_until', type: 'timestamptz', nullable: true }) previousUntil!: Date | null;
  @Column({ name: 'disabled_reason', type: 'text', nullable: true }) disabledReason!: DisabledReason | null;
  @Column({ type: 'integer' }) failures!: number;
  @Column({ name: 'failing_since', type: 'timestamptz', nullable: true }) failingSince!: Date | null;
  @Column({ name: 'paused_until', type: 'timestamptz', nullable: true }) pausedUntil!: Date | null;
  @Column({ name: 'created_by', type: 'text' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  /** Person who created it, changed it or rotated its secret last; null: not known. */
  @Column({ name: 'changed_by_user_id', type: 'bigint', nullable: true }) changedByUserId!: UserId | null;
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true }) deletedAt!: Date | null;
}
