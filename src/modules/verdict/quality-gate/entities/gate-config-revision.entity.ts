import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GatePolicy } from '../../../../domain/gate/policy.js';
import type { PolicyChoice } from '../../../../domain/gate/presets.js';
import type { OrgId } from '../../../../domain/ids.js';

/** A row of `gate_config_revisions`: every revision, kept for ever. */
@Entity({ name: 'gate_config_revisions', schema: 'public' })
export class GateConfigRevisionEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'integer' }) revision!: number;
  @Column({ type: 'boolean' }) enabled!: boolean;
  @Column({ name: 'block_merge_on_fail', type: 'boolean' }) blockMergeOnFail!: boolean;
  @Column({ name: 'applies_to_new_code_only', type: 'boolean' }) appliesToNewCodeOnly!: boolean;
  @Column({ type: 'jsonb' }) policy!: GatePolicy;
  @Column({ type: 'text', nullable: true }) choice!: PolicyChoice | null;
  @Column({ name: 'saved_by', type: 'text' }) savedBy!: string;
  @Column({ name: 'saved_at', type: 'timestamptz' }) savedAt!: Date;
}
