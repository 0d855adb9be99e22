import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GatePolicy } from '../../../../domain/gate/policy.js';
import type { PolicyChoice } from '../../../../domain/gate/presets.js';
import type { OrgId } from '../../../../domain/ids.js';

/** A row of `gate_configs`: the revision in force. */
@Entity({ name: 'gate_configs', schema: 'public' })
export class GateConfigEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @Column({ type: 'integer' }) revision!: number;
  @Column({ type: 'boolean' }) enabled!: boolean;
  @Column({ name: 'block_merge_on_fail', type: 'boolean' }) blockMergeOnFail!: boolean;
  @Column({ name: 'applies_to_new_code_only', type: 'boolean' }) appliesToNewCodeOnly!: boolean;
  @Column({ type: 'jsonb' }) policy!: GatePolicy;
  @Column({ type: 'text', nullable: true }) choice!: PolicyChoice | null;
  @Column({ name: 'saved_at', type: 'timestamptz' }) savedAt!: Date;
}
