import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';

/** A row of `members`: that a user belongs to an organization, and as what. */
@Entity({ name: 'members', schema: 'public' })
export class MemberEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'user_id', type: 'bigint' }) userId!: UserId;
  @Column({ type: 'text' }) role!: OrgRole;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}
