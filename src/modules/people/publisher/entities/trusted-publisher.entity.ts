import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApiKeyId, OrgId, RepoId, TrustedPublisherId, UserId } from '../../../../domain/ids.js';
import type { Claims, PublisherKind, PublisherScope } from '../../../../domain/publishing/publisher-kinds.js';
import type { PublisherProof } from '../trusted-publisher.js';

/** A row of `trusted_publishers`. */
@Entity({ name: 'trusted_publishers', schema: 'public' })
export class TrustedPublisherEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: TrustedPublisherId;
  @Column({ type: 'text' }) kind!: PublisherKind;
  @Column({ type: 'text' }) issuer!: string;
  @Column({ type: 'jsonb' }) claims!: Claims;
  @Column({ name: 'repo_id', type: 'bigint', nullable: true }) repoId!: RepoId | null;
  @Column({ type: 'text', array: true }) scopes!: PublisherScope[];
  @Column({ name: 'created_by_user_id', type: 'bigint' }) createdByUserId!: UserId;
  @Column({ name: 'created_by', type: 'text' }) createdBy!: string;
  @Column({ name: 'minted_by', type: 'bigint', nullable: true }) mintedBy!: ApiKeyId | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true }) expiresAt!: Date | null;
  @Column({ type: 'text', nullable: true }) proof!: PublisherProof | null;
  @Column({ name: 'is_disabled', type: 'boolean' }) isDisabled!: boolean;
  @Column({ name: 'contested_at', type: 'timestamptz', nullable: true }) contestedAt!: Date | null;
  @Column({ name: 'last_exchanged_at', type: 'timestamptz', nullable: true }) lastExchangedAt!: Date | null;
  @Column({ name: 'last_exchanged_from', type: 'text', nullable: true }) lastExchangedFrom!: string | null;
}
