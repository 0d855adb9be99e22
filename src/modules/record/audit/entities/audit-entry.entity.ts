import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrgId, RepoId } from '../../../../domain/ids.js';
import type { ActorType } from '../audit-entry.js';

/** A row of `audit_log`: written once, sealed once, never changed. */
@Entity({ name: 'audit_log', schema: 'public' })
export class AuditEntryEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: number;
  @Column({ type: 'timestamptz' }) at!: Date;
  @Column({ name: 'actor_type', type: 'text' }) actorType!: ActorType;
  @Column({ name: 'actor_id', type: 'bigint', nullable: true }) actorId!: number | null;
  @Column({ name: 'actor_name', type: 'text' }) actorName!: string;
  @Column({ type: 'text' }) action!: string;
  @Column({ name: 'target_type', type: 'text' }) targetType!: string;
  @Column({ name: 'target_id', type: 'bigint', nullable: true }) targetId!: number | null;
  @Column({ name: 'repo_id', type: 'bigint', nullable: true }) repoId!: RepoId | null;
  @Column({ name: 'old_values', type: 'jsonb', nullable: true }) oldValues!: object | null;
  @Column({ name: 'new_values', type: 'jsonb', nullable: true }) newValues!: object | null;
  @Column({ type: 'text', nullable: true }) address!: string | null;
  @Column({ name: 'request_id', type: 'text', nullable: true }) requestId!: string | null;
  @Column({ name: 'client_request_id', type: 'text', nullable: true }) clientRequestId!: string | null;
  @Column({ name: 'personal_digest', type: 'bytea', nullable: true, insert: false }) personalDigest!: Buffer | null;
  @Column({ type: 'bytea', nullable: true, insert: false }) hash!: Buffer | null;
}
