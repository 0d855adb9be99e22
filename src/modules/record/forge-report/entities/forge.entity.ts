import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConnectionKind } from '../../../../domain/forge/forge-links.js';
import type { ForgeId, OrgId, UserId } from '../../../../domain/ids.js';
import type { ReportOptions, Surface } from '../../../../domain/reporting/report-facts.js';
import type { CredentialsType, ForgeBudget, ForgeState } from '../forge-state.js';

/** A row of `forges`. */
@Entity({ name: 'forges', schema: 'public' })
export class ForgeEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: ForgeId;
  @Column({ type: 'text' }) kind!: ConnectionKind;
  @Column({ type: 'text' }) name!: string;
  @Column({ name: 'base_url', type: 'text' }) baseUrl!: string;
  @Column({ type: 'bytea', nullable: true }) credentials!: Buffer | null;
  @Column({ name: 'credentials_type', type: 'text' }) credentialsType!: CredentialsType;
  @Column({ name: 'credentials_hint', type: 'text' }) credentialsHint!: string;
  @Column({ name: 'credentials_set_at', type: 'timestamptz' }) credentialsSetAt!: Date;
  @Column({ name: 'credentials_expires_at', type: 'timestamptz', nullable: true }) credentialsExpiresAt!: Date | null;
  @Column({ type: 'text' }) context!: string;
  @Column({ type: 'jsonb' }) report!: ReportOptions;
  @Column({ type: 'text', array: true }) surfaces!: Surface[];
  @Column({ type: 'text' }) state!: ForgeState;
  @Column({ name: 'paused_until', type: 'timestamptz', nullable: true }) pausedUntil!: Date | null;
  @Column({ name: 'throttled_until', type: 'timestamptz', nullable: true }) throttledUntil!: Date | null;
  @Column({ type: 'integer', nullable: true }) burst!: number | null;
  @Column({ type: 'jsonb', nullable: true }) budget!: ForgeBudget | null;
  @Column({ name: 'hook_public_id', type: 'uuid' }) hookPublicId!: string;
  @Column({ name: 'hook_secret', type: 'bytea', nullable: true }) hookSecret!: Buffer | null;
  @Column({ name: 'hook_received_at', type: 'timestamptz', nullable: true }) hookReceivedAt!: Date | null;
  @Column({ name: 'changed_by_user_id', type: 'bigint', nullable: true }) changedByUserId!: UserId | null;
  @Column({ name: 'created_by', type: 'text' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}
