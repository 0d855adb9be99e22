import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApiKeyId, OrgId, UserId } from '../../../../domain/ids.js';
import type { OrgRole } from '../../../../platform/tenancy/role.js';

/** Origin of a membership: an administrator, the person's own consent, or what the identity provider says of them. */
export type MemberOrigin = 'made' | 'accepted' | 'mapped';

/** A row of `members`: that a user belongs to an organization, and as what. */
@Entity({ name: 'members', schema: 'public' })
export class MemberEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'user_id', type: 'bigint' }) userId!: UserId;
  @Column({ type: 'text' }) role!: OrgRole;
  @Column({ type: 'text', insert: false }) origin!: MemberOrigin;
  /** As the organization calls the person; null: as their user is called. */
  @Column({ type: 'text', nullable: true }) name!: string | null;
  /** The key that made the membership; null for a person. */
  @Column({ name: 'minted_by', type: 'bigint', nullable: true, select: false }) mintedBy!: ApiKeyId | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}
