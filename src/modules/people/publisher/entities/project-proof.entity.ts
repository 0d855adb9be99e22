import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ForgeId, OrgId } from '../../../../domain/ids.js';

/** A row of `project_proofs`. */
@Entity({ name: 'project_proofs', schema: 'public' })
export class ProjectProofEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'text' }) issuer!: string;
  @PrimaryColumn({ name: 'project_id', type: 'text' }) projectId!: string;
  @Column({ name: 'forge_id', type: 'bigint' }) forgeId!: ForgeId;
  @Column({ name: 'proven_at', type: 'timestamptz' }) provenAt!: Date;
}
