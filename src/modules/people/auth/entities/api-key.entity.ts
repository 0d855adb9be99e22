import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApiKeyId, OrgId, RepoId, UserId } from '../../../../domain/ids.js';
import type { KeyKind } from '../../../../platform/tenancy/caller.js';
import type { OrgRole, Scope } from '../../../../platform/tenancy/role.js';

/** A row of `auth.api_keys`. The serving role may write the hash but not read it. */
@Entity({ name: 'api_keys', schema: 'auth' })
export class ApiKeyEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: ApiKeyId;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) prefix!: string;
  @Column({ name: 'key_hash', type: 'bytea', select: false }) keyHash!: Buffer;
  @Column({ type: 'text' }) role!: OrgRole;
  @Column({ type: 'text', array: true }) scopes!: Scope[];
  @Column({ name: 'repo_ids', type: 'bigint', array: true, nullable: true }) repoIds!: RepoId[] | null;
  @Column({ name: 'may_write_baseline', type: 'boolean' }) mayWriteBaseline!: boolean;
  @Column({ type: 'text', nullable: true }) kind!: KeyKind | null;
  @Column({ name: 'created_by_user_id', type: 'bigint' }) createdByUserId!: UserId;
  @Column({ name: 'minted_by', type: 'bigint', nullable: true }) mintedBy!: ApiKeyId | null;
  @Column({ type: 'bigint', array: true }) lineage!: ApiKeyId[];
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true }) expiresAt!: Date | null;
  @Column({ name: 'secret_expires_at', type: 'timestamptz', nullable: true }) secretExpiresAt!: Date | null;
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true }) lastUsedAt!: Date | null;
  @Column({ name: 'last_used_from', type: 'text', nullable: true }) lastUsedFrom!: string | null;
  @Column({ name: 'use_count', type: 'bigint', default: 0 }) useCount!: number;
  @Column({ name: 'previous_expires_at', type: 'timestamptz', nullable: true }) previousExpiresAt!: Date | null;
  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true }) revokedAt!: Date | null;
}
